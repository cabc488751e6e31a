using System.Text.Json;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Tests.Runners.Blender;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Tests.Verifying;

/// <summary>A whole agent that renders and checks with a real Blender, over a real connection.</summary>
public sealed class RenderAndCheckTests(BlenderScenes scenes)
{
    private const long TimeoutMs = 300_000;
    private static readonly JobId Job = new(Guid.NewGuid());

    private async Task<BlenderSettings> UploadAsync(TestStore store, string scene, ImageFormat format = ImageFormat.Png)
    {
        var order = await scenes.OrderAsync(scene, format);
        var files = order.Files.Select(file =>
        {
            var name = store.Put(File.ReadAllBytes(file.Local));
            return new SceneFile(file.Original, name.Hash, name.Bytes);
        });
        var manifest = new SceneManifest(new string('0', 32), order.Main, [.. files]);
        var blob = store.Put(JsonSerializer.SerializeToUtf8Bytes(manifest, WireJson.Default.SceneManifest));
        return order.Settings with { Manifest = blob.Hash, Frames = "1-100" };
    }

    private static JobDispatch Dispatch(int task, BlenderSettings settings, params int[] frames) => new(
        new RunId(Job, task, 1),
        JobTypes.Blender,
        [.. frames.Select(frame => frame - 1)],
        TimeoutMs,
        null,
        settings,
        0);

    private static CheckDispatch Check(
        JobResult result, BlenderSettings settings, int[]? tiles, int ordinal = 1) => new(
        new CheckId(result.Run, result.Unit, ordinal),
        JobTypes.Blender,
        tiles,
        TimeoutMs,
        null,
        settings,
        0);

    private static async Task<T> NextAsync<T>(AgentUnderTest agent)
        where T : NodeMessage
    {
        var message = Assert.IsType<T>((await agent.Session.ReadReportsAsync(1, BlenderScenes.Patience))[0]);
        if (message is JobResult)
        {
            Renders.Count();
        }

        return message;
    }

    [Fact]
    public async Task A_frame_is_rendered_checked_and_bound_and_its_tiles_are_handed_over_on_request()
    {
        await using var agent = await AgentUnderTest.StartAsync(BlenderProgram.Find());
        var settings = await UploadAsync(agent.Store, "plain");
        agent.Store.Stumbles = 1;

        await agent.Session.SendAsync(Dispatch(1, settings, 4, 5));
        Assert.Equal("running", (await NextAsync<JobStatus>(agent)).Status);
        var result = await NextAsync<JobResult>(agent);
        var second = await NextAsync<JobResult>(agent);
        Assert.Equal((3, 4), (result.Unit, second.Unit));
        var list = new TileList(agent.Store.Get(result.Commitment));
        Assert.Equal(0x89, agent.Store.Get(result.File!.Hash)[0]);
        Assert.NotEqual(result.Commitment, second.Commitment);
        Assert.Null(result.Checked);

        int[] tiles = [9, 2, 17];
        var fetchedBefore = agent.Store.Fetched.Count;
        var check = Check(result, settings, tiles);
        await agent.Session.SendAsync(check);
        var found = await NextAsync<CheckResult>(agent);
        Assert.Equal(tiles.Select(tile => list[tile]), found.TileHashes);
        Assert.Null(found.Commitment);
        Assert.DoesNotContain(result.File.Hash, agent.Store.Fetched);

        await agent.Session.SendAsync(new FileCheck(check.Check, result.File, null, result.Commitment));
        Assert.Equal((true, "equal"), (
            (await NextAsync<FileResult>(agent)) is var bound ? (bound.Bound, bound.Reason) : default));
        Assert.Contains(result.File.Hash, agent.Store.Fetched);
        Assert.True(fetchedBefore > 0);

        foreach (var isVerifier in (bool[])[true, false])
        {
            await agent.Session.SendAsync(new TilesWanted(check.Check, isVerifier, [17, 9]));
            var ready = await NextAsync<TilesReady>(agent);
            Assert.Equal(isVerifier, ready.ByVerifier);
            var bytes = agent.Store.Get(ready.Tiles!.Hash);
            Assert.Equal(list[17], ContentHash.Of(bytes.AsSpan(0, bytes.Length / 2)));
        }
    }

    [Fact]
    public async Task A_whole_check_leaves_its_tile_list_under_its_commitment_and_a_wrong_file_is_found_out()
    {
        await using var agent = await AgentUnderTest.StartAsync(BlenderProgram.Find());
        var settings = await UploadAsync(agent.Store, "composited");
        await agent.Session.SendAsync(Dispatch(1, settings, 4, 6));
        await NextAsync<JobStatus>(agent);
        var result = await NextAsync<JobResult>(agent);
        var other = await NextAsync<JobResult>(agent);
        Assert.NotNull(result.Checked);

        var check = Check(result, settings, null, ordinal: 2);
        await agent.Session.SendAsync(check);
        var found = await NextAsync<CheckResult>(agent);
        Assert.Equal(result.Commitment, found.Commitment);
        Assert.Empty(found.TileHashes);
        Assert.NotEmpty(agent.Store.Get(found.Commitment!.Value));

        await agent.Session.SendAsync(new FileCheck(check.Check, other.File!, result.Checked, result.Commitment));
        var bound = await NextAsync<FileResult>(agent);
        Assert.Equal((false, "pixels-differ"), (bound.Bound, bound.Reason));
    }

    [Fact]
    public async Task A_composited_frame_is_bound_through_its_passes()
    {
        await using var agent = await AgentUnderTest.StartAsync(BlenderProgram.Find());
        var settings = await UploadAsync(agent.Store, "composited");
        await agent.Session.SendAsync(Dispatch(1, settings, 4));
        await NextAsync<JobStatus>(agent);
        var result = await NextAsync<JobResult>(agent);
        var check = Check(result, settings, [3, 4]);
        await agent.Session.SendAsync(check);
        await NextAsync<CheckResult>(agent);

        await agent.Session.SendAsync(new FileCheck(check.Check, result.File!, result.Checked, result.Commitment));

        var bound = await NextAsync<FileResult>(agent);
        Assert.Equal((true, "equal"), (bound.Bound, bound.Reason));
    }

    [Fact]
    public async Task Failures_say_whose_fault_they_are()
    {
        await using var agent = await AgentUnderTest.StartAsync(BlenderProgram.Find());
        var settings = await UploadAsync(agent.Store, "plain");

        await agent.Session.SendAsync(Dispatch(1, settings with { Manifest = ContentHash.Of("gone"u8) }, 1));
        var missing = (await NextAsync<JobFailure>(agent)).Failure;
        Assert.Equal((FailureReasons.InputUnavailable, FaultSide.Unknown), (missing.Reason, missing.Side));

        var nonsense = agent.Store.Put("{}"u8.ToArray());
        await agent.Session.SendAsync(Dispatch(2, settings with { Manifest = nonsense.Hash }, 1));
        var unreadable = (await NextAsync<JobFailure>(agent)).Failure;
        Assert.Equal((FailureReasons.SceneUnreadable, FaultSide.Job), (unreadable.Reason, unreadable.Side));

        await agent.Session.SendAsync(Dispatch(3, settings, 1) with { TimeoutMs = 1 });
        Assert.IsType<JobStatus>((await agent.Session.ReadReportsAsync(1, BlenderScenes.Patience))[0]);
        Assert.Equal(FailureReasons.TimedOut, (await NextAsync<JobFailure>(agent)).Failure.Reason);

        agent.Store.IsFull = true;
        await agent.Session.SendAsync(Dispatch(4, settings, 1));
        await NextAsync<JobStatus>(agent);
        var full = (await NextAsync<JobFailure>(agent)).Failure;
        Assert.Equal((FailureReasons.OutputUnavailable, FaultSide.Unknown), (full.Reason, full.Side));

        await agent.Session.SendAsync(new FileCheck(
            new CheckId(new RunId(Job, 9, 1), 0, 1), nonsense, null, nonsense.Hash));
        Assert.Equal(FaultSide.Node, (await NextAsync<CheckFailure>(agent)).Failure.Side);
    }

    [Fact]
    public async Task A_cancelled_render_says_nothing_more_and_the_next_one_begins()
    {
        await using var agent = await AgentUnderTest.StartAsync(BlenderProgram.Find());
        var settings = await UploadAsync(agent.Store, "plain");
        await agent.Session.SendAsync(Dispatch(1, settings, [.. Enumerable.Range(1, 100)]), Dispatch(2, settings, 3));
        Assert.Equal(1, (await NextAsync<JobStatus>(agent)).Run.Task);
        await NextAsync<JobResult>(agent);

        await agent.Session.SendAsync(new JobCancel(new RunId(Job, 1, 1), null, "test"));

        var reports = new List<NodeMessage>();
        do
        {
            reports.AddRange(await agent.Session.ReadReportsAsync(1, BlenderScenes.Patience));
        }
        while (reports[^1] is not JobResult { Run.Task: 2 });
        Assert.DoesNotContain(reports, report => report is JobFailure);
        Assert.True(reports.Count < 50);
    }

    [Fact]
    public async Task A_hello_names_what_is_held_and_a_repeated_dispatch_is_passed_over()
    {
        await using var agent = await AgentUnderTest.StartAsync(BlenderProgram.Find());
        var settings = await UploadAsync(agent.Store, "plain");
        await agent.Session.SendAsync(Dispatch(1, settings, 4));
        await NextAsync<JobStatus>(agent);
        var result = await NextAsync<JobResult>(agent);
        var check = Check(result, settings, [1]);
        await agent.Session.SendAsync(check);
        await NextAsync<CheckResult>(agent);
        await agent.Session.SendAsync(Dispatch(2, settings, [.. Enumerable.Range(1, 60)]));
        await NextAsync<JobStatus>(agent);

        var hello = await agent.ReconnectAsync();

        Assert.Contains(new RunId(Job, 2, 1), hello.Runs);
        Assert.Equal([check.Check], hello.Checks);
        await agent.Session.SendAsync(
            check, Dispatch(1, settings, 4), new JobCancel(new RunId(Job, 2, 1), null, "test"));
        await Wait.UntilAsync(() => agent.Log.Has("was cancelled"), "the run cancelled");
        await Task.Delay(500);
        while (agent.Session.HasSigned)
        {
            Assert.All((await agent.Session.ReadSignedAsync()).Messages, report => Assert.Equal(
                2, report is JobStatus said ? said.Run.Task : Assert.IsType<JobResult>(report).Run.Task));
        }
    }
}
