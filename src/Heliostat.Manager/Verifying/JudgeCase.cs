using Heliostat.Core;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Manager.Verifying;

/// <summary>What the judge has to know of a unit, copied from the books so that it may take its time.</summary>
internal sealed record JudgeCase(
    CheckId Check,
    AccountId Account,
    TileGrid Grid,
    ContentHash Commitment,
    CheckFindings Found,
    Dispute? First)
{
    /// <summary>In a claim: what the worker, and the word about the file, still have to be waited for.</summary>
    public ClaimCase? Claim { get; init; }

    public static JudgeCase? Of(Network network, UnitCheck unit)
    {
        if (network.Jobs.Find(unit.Run.Job) is not { } job || job.Plan.GridOf(unit.Unit) is not { } grid)
        {
            return null;
        }

        // A check of an older journal has no seed of its own.
        var pick = unit.Pick ?? unit.Whole ?? unit.Commitment;
        var found = new CheckFindings(unit.Tiles, unit.Hashes, unit.Whole, pick, unit.Disputed, unit.DisputedHashes);
        return new JudgeCase(unit.Id, job.Account, grid, unit.Commitment, found, unit.First)
        {
            Claim = ClaimCase.Of(network, unit),
        };
    }
}
