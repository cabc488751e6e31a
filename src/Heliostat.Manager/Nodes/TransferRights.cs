using Heliostat.Core;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>What a node may fetch and hand over for one run. Asked on the loop's thread.</summary>
/// <param name="MayUpload">True while it works at the run, checks a unit of it, or was asked for tiles.</param>
/// <param name="MayFetchInputs">True while it works at the run or checks a unit of it.</param>
/// <param name="Delivered">What the worker delivered, for a verifier that has committed to what it found.</param>
internal sealed record TransferRights(bool MayUpload, bool MayFetchInputs, IReadOnlyList<BlobName> Delivered)
{
    private static readonly TransferRights None = new(false, false, []);

    public static TransferRights Of(Network network, NodeId node, RunId run)
    {
        if (network.Nodes.Find(node) is not { } known || network.Jobs.Find(run.Job) is null)
        {
            return None;
        }

        var works = known.Runs.Contains(run);
        var checks = false;
        var delivered = new List<BlobName>();
        foreach (var check in known.Checks)
        {
            if (check.Run == run && network.Checks.Find(check) is { } unit)
            {
                checks = true;
                delivered.AddRange(DeliveredOf(unit));
            }
        }

        return new TransferRights(works || checks || IsAskedForTiles(network, node, run), works || checks, delivered);
    }

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
