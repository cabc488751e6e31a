using System.Text.Json;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Tests.Runners.Blender;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Working;

/// <summary>A node that knows its next run fetches that run's scene at once.</summary>
public sealed class PrefetchTests(BlenderScenes scenes)
{
    // More than a node renders while it fetches one small scene.
    private const int Frames = 400;

    [Fact]
    public async Task The_next_runs_scene_is_fetched_while_the_first_renders()
    {
        await using var agent = await AgentUnderTest.StartAsync(BlenderProgram.Find());
        var (first, second) = (await UploadAsync(agent.Store, "plain"), await UploadAsync(agent.Store, "with_library"));
        var longest = Dispatch(first.Settings, Frames);
        var next = Dispatch(second.Settings, 1);

        await agent.Session.SendAsync(longest);
        Assert.IsType<JobStatus>((await agent.Session.ReadReportsAsync(1, BlenderScenes.Patience))[0]);
        await agent.Session.SendAsync(next);
        var fetched = new HashSet<ContentHash>();
        var results = 0;
        while (!fetched.Contains(second.Main))
        {
            var report = Assert.Single(await agent.Session.ReadReportsAsync(1, BlenderScenes.Patience));
            Assert.Equal(longest.Run, Assert.IsType<JobResult>(report).Run);
            Renders.Count();
            results++;
            fetched = [.. agent.Store.Fetched];
        }

        Assert.True(results < Frames, "The next run's scene was fetched only when the first run was done.");
        await agent.Session.SendAsync(new JobCancel(longest.Run, null, "cancelled"));
        NodeMessage last;
        do
        {
            last = Assert.Single(await agent.Session.ReadReportsAsync(1, BlenderScenes.Patience));
        }
        while (last is JobResult result && result.Run == longest.Run);

        Assert.Equal(next.Run, Assert.IsType<JobStatus>(last).Run);
        var frame = Assert.Single(await agent.Session.ReadReportsAsync(1, BlenderScenes.Patience));
        Assert.Equal(next.Run, Assert.IsType<JobResult>(frame).Run);
        Renders.Count();
    }

    private async Task<(BlenderSettings Settings, ContentHash Main)> UploadAsync(TestStore store, string scene)
    {
        var order = await scenes.OrderAsync(scene);
        var files = order.Files
            .Select(file => (file.Original, Name: store.Put(File.ReadAllBytes(file.Local))))
            .Select(file => new SceneFile(file.Original, file.Name.Hash, file.Name.Bytes))
            .ToList();
        var manifest = new SceneManifest(new string('0', 32), order.Main, files);
        var blob = store.Put(JsonSerializer.SerializeToUtf8Bytes(manifest, WireJson.Default.SceneManifest));
        var main = files.Single(file => file.Path == order.Main).Hash;
        return (order.Settings with { Manifest = blob.Hash }, main);
    }

    private static JobDispatch Dispatch(BlenderSettings settings, int frames) => new(
        new RunId(new JobId(Guid.NewGuid()), 1, 1),
        JobTypes.Blender,
        [.. Enumerable.Range(0, frames)],
        (long)BlenderScenes.Patience.TotalMilliseconds,
        null,
        settings with { Frames = $"1-{frames}" },
        0);
}
