using Heliostat.Node.Runners.Blender;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Working;

/// <summary>Has Blender do what a unit of a job is: a frame, a region of one, or a frame made of its regions.</summary>
internal sealed class UnitWork(NodeTransfers transfers, RunId run, JobPlan plan)
{
    /// <summary>Does a unit, as a worker.</summary>
    public Task<RenderedFrame> RenderAsync(
        int unit, BlenderProcess blender, TimeSpan limit, CancellationToken cancellation)
    {
        var place = plan.PlaceOf(unit);
        var frame = place.Frame!.Value;
        return place switch
        {
            { Step: StepKind.Stitch } => WithRegionsAsync(
                unit, regions => blender.StitchAsync(frame, regions, limit, cancellation), cancellation),
            { Region: not null } =>
                blender.RenderRegionAsync(frame, plan.AreaOf(unit)!.Value, limit, cancellation),
            _ => blender.RenderAsync(frame, limit, cancellation),
        };
    }

    /// <summary>Does tiles of a unit, or all of it, as a verifier who has not seen the worker's.</summary>
    public Task<CheckedFrame> CheckAsync(
        CheckDispatch order, BlenderProcess blender, TimeSpan limit, CancellationToken cancellation)
    {
        var unit = order.Check.Unit;
        var place = plan.PlaceOf(unit);
        var frame = place.Frame!.Value;
        return place.Step == StepKind.Stitch
            ? WithRegionsAsync(
                unit,
                regions => blender.CheckStitchAsync(frame, regions, limit, order.WithPicture, cancellation),
                cancellation)
            : blender.CheckAsync(
                frame,
                order.Tiles,
                limit,
                place.Region is null ? null : plan.AreaOf(unit),
                order.WithPicture,
                cancellation);
    }

    private async Task<T> WithRegionsAsync<T>(
        int unit, Func<IReadOnlyList<FrameRegion>, Task<T>> stitch, CancellationToken cancellation)
    {
        var (first, count) = (plan.FirstInputOf(unit), plan.InputsCountOf(unit));
        var files = await transfers.FetchPartsAsync(run, first, count, cancellation).ConfigureAwait(false);
        try
        {
            return await stitch(
                [.. files.Select((file, i) => new FrameRegion(plan.AreaOf(first + i)!.Value, file.Path))])
                .ConfigureAwait(false);
        }
        finally
        {
            foreach (var file in files)
            {
                file.Dispose();
            }
        }
    }
}
