using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Verification;

namespace Heliostat.Manager.Verifying;

/// <summary>What is different when a claimed frame is compared.</summary>
/// <param name="Spots">
/// The tiles that a verifier had agreed to: it is to be seen first of all whether those differ. Null for all of them.
/// </param>
/// <param name="IsWorkerGone">True when the worker is not connected, so that nobody waits for its pixels.</param>
/// <param name="IsFileCompared">True when the verifier has said already whether the file is what it renders.</param>
internal sealed record ClaimCase(IReadOnlyList<int>? Spots, bool IsWorkerGone, bool IsFileCompared)
{
    public static ClaimCase? Of(Network network, UnitCheck unit) => unit.Claim is { } claim
        ? new ClaimCase(
            SpotsOf(network, unit, claim),
            network.Nodes.Find(unit.Worker)?.Session is null,
            unit.Bound is not null)
        : null;

    private static IReadOnlyList<int>? SpotsOf(Network network, UnitCheck unit, Claim claim)
    {
        var plan = network.Jobs.Find(unit.Run.Job)!.Plan;
        return Core.Claims.Spots.Of(plan.GridOf(unit.Unit)!.Value, claim);
    }
}
