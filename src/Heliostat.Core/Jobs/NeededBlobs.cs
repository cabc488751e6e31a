using Heliostat.Core.Claims;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Jobs;

/// <summary>Which blobs of a job's account the books still speak of, so that nobody lets them go.</summary>
public static class NeededBlobs
{
    /// <summary>
    /// What a job needs until it is final: its manifest, and of each accepted picture the file, the list of tiles and
    /// the checked pixels. The files that the manifest names are the host's to find.
    /// </summary>
    public static IReadOnlyList<ContentHash> Of(Job job)
    {
        var needed = new List<ContentHash>();
        Add(needed, job.Spec.Blender?.Manifest);
        Add(needed, job.Spec.Container?.Input);
        foreach (var (_, accepted) in job.Accepted)
        {
            Add(needed, accepted);
        }

        return needed;
    }

    /// <summary>
    /// What a unit needs until its verdict: what the worker handed over, what its verifiers did, and what it is claimed
    /// for.
    /// </summary>
    public static IReadOnlyList<ContentHash> Of(UnitCheck unit)
    {
        List<ContentHash> needed = [unit.Commitment];
        Add(needed, unit.File?.Hash);
        Add(needed, unit.Checked?.Hash);
        Add(needed, unit.Whole);
        Add(needed, unit.Picture?.Hash);
        Add(needed, unit.First?.Result);
        if (unit.Claim is { } claim)
        {
            Add(needed, claim.Result);
        }

        return needed;
    }

    private static void Add(List<ContentHash> needed, AcceptedUnit accepted)
    {
        needed.Add(accepted.Commitment);
        Add(needed, accepted.File?.Hash);
        Add(needed, accepted.Checked?.Hash);
    }

    private static void Add(List<ContentHash> needed, ContentHash? hash)
    {
        if (hash is { } known)
        {
            needed.Add(known);
        }
    }
}
