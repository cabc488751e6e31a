using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>What a node may fetch and hand over for one run. Asked on the loop's thread.</summary>
/// <param name="MayUpload">True while it works at the run, checks a unit of it, or was asked for tiles.</param>
/// <param name="MayFetchInputs">True while it works at the run or checks a unit of it.</param>
/// <param name="Delivered">What the worker delivered, for a verifier that has committed to what it found.</param>
/// <param name="Parts">
/// The files of the units that were asked about, null for one that what the node works at, or checks, is not made of.
/// </param>
internal sealed record TransferRights(
    bool MayUpload, bool MayFetchInputs, IReadOnlyList<BlobName> Delivered, IReadOnlyList<BlobName?> Parts)
{
    private static readonly TransferRights None = new(false, false, [], []);

    public static TransferRights Of(Network network, NodeId node, RunId run, IReadOnlyList<int>? units = null)
    {
        if (network.Nodes.Find(node) is not { } known || network.Jobs.Find(run.Job) is not { } job)
        {
            return None;
        }

        var works = known.Runs.Contains(run);
        var checks = false;
        var delivered = new List<BlobName>();
        var made = works ? OwedBy(job, run) : [];
        foreach (var check in known.Checks)
        {
            if (check.Run == run && network.Checks.Find(check) is { } unit)
            {
                checks = true;
                made.Add(check.Unit);
                delivered.AddRange(DeliveredOf(unit));
            }
        }

        return new TransferRights(
            works || checks || IsAskedForTiles(network, node, run),
            works || checks,
            delivered,
            [.. (units ?? []).Select(unit => PartOf(job, made, unit))]);
    }

    private static HashSet<int> OwedBy(Job job, RunId run) => job.FindTask(run.Task) is { } task
        ? [.. Enumerable.Range(task.First, task.Units.Length).Where(unit => task.StateOf(unit) == UnitState.Owed)]
        : [];

    private static BlobName? PartOf(Job job, HashSet<int> made, int unit) =>
        unit >= 0 && unit < job.Plan.Count && job.Plan.UsedBy(unit) is { } user && made.Contains(user)
            ? job.Accepted.GetValueOrDefault(unit)?.File
            : null;

    // Before its own hashes are in the journal a verifier sees nothing of the worker's.
    private static IEnumerable<BlobName> DeliveredOf(UnitCheck unit) =>
        unit.State is CheckState.Wanted or CheckState.Drawn ? []
        : new[] { unit.File, unit.Checked }.OfType<BlobName>();

    private static bool IsAskedForTiles(Network network, NodeId node, RunId run)
    {
        foreach (var unit in network.Checks.All)
        {
            if (unit.Run == run && unit.State == CheckState.Measuring
                && (unit.Worker == node || unit.Verifier == node || unit.First?.Verifier == node))
            {
                return true;
            }
        }

        return false;
    }
}
