using System.Text;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Support;

/// <summary>
/// A worker that renders frames of 64 × 64 pixels, or what they are made of, and a verifier that agrees.
/// </summary>
internal sealed class FrameWork(LiveManager manager, ApiClient consumer, LiveNode worker, LiveNode verifier)
{
    private const int TilesCount = 4;

    /// <summary>The file that a unit delivers.</summary>
    public async Task<BlobName> FileOfAsync(int unit)
    {
        var bytes = Encoding.ASCII.GetBytes($"picture of unit {unit}");
        return new BlobName(await consumer.UploadAsync(bytes), bytes.Length);
    }

    /// <summary>The tile list of a unit, stored, as true as any.</summary>
    public async Task<ContentHash> ListOfAsync(int unit)
    {
        var tiles = manager.Parts.Loop.AskAsync(network => network.Jobs.All.Last().Plan.GridOf(unit)?.Count);
        var hash = ContentHash.Of(Encoding.ASCII.GetBytes($"tile of unit {unit}")).ToArray();
        return await consumer.UploadAsync(
            [.. Enumerable.Repeat(hash, await tiles ?? TilesCount).SelectMany(bytes => bytes)]);
    }

    /// <summary>The worker does the next run that it is given, and the verifier agrees to it.</summary>
    public async Task DoNextAsync() => await DoAsync(await worker.HearAsync<JobDispatch>());

    public async Task DoAsync(JobDispatch dispatch)
    {
        var unit = dispatch.Units.Single();
        await ReportAsync(dispatch);
        await AgreeAsync(verifier, await verifier.HearAsync<CheckDispatch>());
        await Waits.UntilAsync(() => manager.Parts.Loop.AskAsync(
            network => network.Jobs.Find(dispatch.Run.Job)!.Accepted.ContainsKey(unit)));
    }

    public async Task ReportAsync(JobDispatch dispatch)
    {
        var unit = dispatch.Units.Single();
        Assert.Null((await worker.ReportAsync(new JobResult(
            dispatch.Run, unit, 10, await ListOfAsync(unit), await FileOfAsync(unit), null, null))).Refused);
    }

    /// <summary>A verifier finds what the worker found; in a claim it hands over its picture.</summary>
    public async Task AgreeAsync(LiveNode node, CheckDispatch check)
    {
        var unit = check.Check.Unit;
        var list = await ListOfAsync(unit);
        var tile = ContentHash.Of(Encoding.ASCII.GetBytes($"tile of unit {unit}"));
        var result = check.Tiles is { } tiles
            ? new CheckResult(check.Check, [.. tiles.Select(_ => tile)], null, 10)
            : new CheckResult(check.Check, [], list, 10);
        Assert.Null((await node.ReportAsync(
            result with { Picture = check.WithPicture ? await FileOfAsync(unit) : null })).Refused);
        await node.HearAsync<FileCheck>();
        Assert.Null((await node.ReportAsync(new FileResult(check.Check, true, "equal", null, []))).Refused);
    }

    /// <summary>Who was drawn for a claimed unit, once somebody was.</summary>
    public async Task<LiveNode> WitnessAsync(JobId job, int unit, params LiveNode[] among)
    {
        NodeId? drawn = null;
        await Waits.UntilAsync(async () =>
        {
            drawn = await manager.Parts.Loop.AskAsync(
                network => network.Checks.Find(job, unit) is { State: CheckState.Drawn } check ? check.Verifier : null);
            return drawn is not null;
        });
        return among.Single(node => node.Id == drawn);
    }
}
