using System.Net;
using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Nodes;

/// <summary>
/// Of which regions a node may have the files: two frames of two regions, units 0 to 3, then 4 and 5.
/// </summary>
public sealed class RegionRightsTests : IAsyncLifetime
{
    private const int Frame = 4;

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private LiveNode _worker = null!;
    private LiveNode _verifier = null!;
    private FrameWork _work = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        _worker = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "worker");
        _verifier = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "verifier");
        _work = new FrameWork(_manager, _consumer, _worker, _verifier);
        await _worker.JoinAsync(duties: NodeDuties.Worker);
        await _verifier.JoinAsync(duties: NodeDuties.Verifier);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _verifier.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task Who_puts_a_frame_together_gets_its_regions_and_those_of_no_other_frame()
    {
        var stitch = await StitchAsync();
        var granted = await GrantedAsync(_worker, stitch.Run, 0, 1);
        Assert.Equal([await _work.FileOfAsync(0), await _work.FileOfAsync(1)], granted.Select(grant => grant.Blob));

        foreach (var units in (int[][])[[2], [3], [0, 2], [Frame], [5], [6], [-1], [int.MaxValue]])
        {
            await ForbiddenAsync(_worker, stitch.Run, units);
        }
    }

    [Fact]
    public async Task Regions_are_asked_for_by_their_unit_and_not_by_their_hash()
    {
        var stitch = await StitchAsync();
        await RefusedAsync(
            _worker,
            new TransferRequest(stitch.Run, [(await _work.FileOfAsync(0)).Hash], []),
            HttpStatusCode.Forbidden,
            "blob-forbidden");
    }

    [Fact]
    public async Task Who_renders_a_region_gets_no_other_region_and_not_its_own()
    {
        await SubmitAsync();
        await _work.DoNextAsync();
        var region = await _worker.HearAsync<JobDispatch>();

        await ForbiddenAsync(_worker, region.Run, 0);
        await ForbiddenAsync(_worker, region.Run, region.Units.Single());
    }

    [Fact]
    public async Task Who_checks_a_region_gets_none_and_who_checks_the_frame_gets_all_of_it()
    {
        await SubmitAsync();
        await _work.ReportAsync(await _worker.HearAsync<JobDispatch>());
        var check = await _verifier.HearAsync<CheckDispatch>();
        await ForbiddenAsync(_verifier, check.Check.Run, 0);
        await ForbiddenAsync(_verifier, check.Check.Run, 1);
        await _work.AgreeAsync(_verifier, check);

        var stitch = await NextStitchAsync();
        await _work.ReportAsync(stitch);
        var whole = await _verifier.HearAsync<CheckDispatch>();
        Assert.Equal(Frame, whole.Check.Unit);
        Assert.Equal(2, (await GrantedAsync(_verifier, whole.Check.Run, 0, 1)).Count);
        await ForbiddenAsync(_verifier, whole.Check.Run, 2);
    }

    [Fact]
    public async Task Who_neither_makes_nor_checks_a_frame_gets_and_hands_over_nothing()
    {
        var stitch = await StitchAsync();
        var pixels = new BlobName(ContentHash.Of("pixels"u8), 6);
        foreach (var asked in (TransferRequest[])[
            new(stitch.Run, [], []) { Units = [0] }, new(stitch.Run, [], [pixels])])
        {
            await RefusedAsync(_verifier, asked, HttpStatusCode.Conflict, "lease-lost");
        }
    }

    [Fact]
    public async Task Runs_of_other_tasks_attempts_and_jobs_give_no_rights()
    {
        var stitch = await StitchAsync();
        var pixels = new BlobName(ContentHash.Of("pixels"u8), 6);
        var other = await _consumer.SubmitAsync(await Scenes.JobAsync(_consumer, "1", tiles: "2x1"));
        var run = stitch.Run;
        foreach (var strange in (RunId[])[
            run with { Attempt = 2 }, run with { Task = 0 }, run with { Task = 99 },
            run with { Job = new JobId(other.Uuid) }, run with { Job = new JobId(Guid.NewGuid()) }])
        {
            foreach (var asked in (TransferRequest[])[
                new(strange, [], []) { Units = [0] }, new(strange, [], [pixels])])
            {
                await RefusedAsync(_worker, asked, HttpStatusCode.Conflict, "lease-lost");
            }
        }
    }

    [Fact]
    public async Task A_run_that_is_over_gives_no_rights_any_more()
    {
        var stitch = await StitchAsync();
        Assert.Null((await _worker.ReportAsync(new JobFailure(
            stitch.Run, new(Protocol.Jobs.FailureReasons.Crashed, Protocol.Jobs.FaultSide.Unknown, "")))).Refused);

        await RefusedAsync(
            _worker, new TransferRequest(stitch.Run, [], []) { Units = [0] }, HttpStatusCode.Conflict, "lease-lost");
    }

    private Task SubmitAsync() => SubmitAsync("1-2");

    private async Task SubmitAsync(string frames) =>
        await _consumer.SubmitAsync(await Scenes.JobAsync(_consumer, frames, tiles: "2x1"));

    private async Task<JobDispatch> StitchAsync()
    {
        await SubmitAsync();
        return await NextStitchAsync();
    }

    /// <summary>Does regions until the first frame is put together.</summary>
    private async Task<JobDispatch> NextStitchAsync()
    {
        for (var i = 0; i < Frame; i++)
        {
            var next = await _worker.HearAsync<JobDispatch>();
            if (next.Units.Single() == Frame)
            {
                return next;
            }

            await _work.DoAsync(next);
        }

        var stitch = await _worker.HearAsync<JobDispatch>();
        Assert.Equal(Frame, stitch.Units.Single());
        return stitch;
    }

    private async Task<IReadOnlyList<TransferGrant>> GrantedAsync(LiveNode node, RunId run, params int[] units)
    {
        using var answer = await AskAsync(node, new TransferRequest(run, [], []) { Units = units });
        return (await ApiClient.ReadAsync(answer, WireJson.Default.TransferGrants)).Grants;
    }

    private Task ForbiddenAsync(LiveNode node, RunId run, params int[] units) => RefusedAsync(
        node, new TransferRequest(run, [], []) { Units = units }, HttpStatusCode.Forbidden, "blob-forbidden");

    private async Task RefusedAsync(LiveNode node, TransferRequest asked, HttpStatusCode status, string code)
    {
        using var answer = await AskAsync(node, asked);
        await ApiClient.RefusedAsync(answer, status, code);
    }

    private Task<HttpResponseMessage> AskAsync(LiveNode node, TransferRequest asked) => LiveNode.PostAsync(
        _manager,
        $"/api/v1/nodes/{node.Id}/transfers",
        node.Token,
        JsonSerializer.SerializeToUtf8Bytes(asked, WireJson.Default.TransferRequest));
}
