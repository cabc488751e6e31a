using Heliostat.Core.Claims;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;

namespace Heliostat.Core.Verification;

/// <summary>How a check ends, well or not.</summary>
internal static class CheckEnding
{
    public static void Lose(Network network, Ruling ruling, CheckId check, string reason)
    {
        var unit = network.Checks.Get(check.Run.Job, check.Unit);
        ruling.Record(new CheckLost(check, unit.Verifier!.Value, reason));
        if (unit.Drawn.Count < CheckTimes.DrawsPerUnitMax)
        {
            return;
        }

        if (unit.Claim is not null)
        {
            ClaimEnding.GiveUp(network, ruling, unit);
        }
        else
        {
            UnitVerdict.Return(network, ruling, unit.Run, unit.Unit, "no verifier could check it");
        }
    }

    public static void Cancel(Network network, Ruling ruling, UnitCheck unit)
    {
        ruling.Record(new CheckCancelled(unit.Id, unit.Verifier));
        KeyReveal.WhenDone(network, ruling, unit.Run);
    }

    /// <summary>
    /// Accepts when the pixels are agreed upon and the file is bound to them; disputes a file that is not. Where the
    /// pixels were only alike, the verifier's file is made from other bits than the worker's, so that alike is all that
    /// can be asked of the file.
    /// </summary>
    public static void Conclude(Network network, Ruling ruling, UnitCheck unit)
    {
        if (unit.Claim is not null)
        {
            ClaimEnding.Conclude(network, ruling, unit);
            return;
        }

        if (unit.State != CheckState.Agreed)
        {
            return;
        }

        if (unit.Method == CheckMethod.Recompute || unit.Bound == true || (unit.WereMeasured && unit.IsFileEqual))
        {
            Accept(network, ruling, unit);
        }
        else if (unit.Bound == false)
        {
            Disagree(network, ruling, unit, Finding.Unbound);
        }
    }

    public static void Disagree(Network network, Ruling ruling, UnitCheck unit, Finding found)
    {
        if (unit.Claim is not null)
        {
            ClaimEnding.Disagree(network, ruling, unit, found);
            return;
        }

        var first = unit.First;
        ruling.Record(new CheckDisagreed(
            unit.Id, found.TilesCount, found.BadTiles, found.BadHashes, found.Reason, found.Unanswered));
        if (first is null)
        {
            ruling.Record(new UnitEscalated(unit.Run, unit.Unit));
        }
        else if (AgreesWithFirst(first, unit, found))
        {
            UnitVerdict.Reject(network, ruling, unit.Run, unit.Unit, unit.Worker, found.Reason);
        }
        else
        {
            UnitVerdict.Return(
                network, ruling, unit.Run, unit.Unit, "worker and both verifiers found three different things");
        }
    }

    /// <summary>True when a second verifier does not agree with the worker, and in the same as the first.</summary>
    public static bool AgreesWithFirst(Dispute first, UnitCheck second, Finding found)
    {
        if (first.IsAboutFile)
        {
            return found.IsAboutFile;
        }

        if (first.Result is { } result)
        {
            return second.Whole == result;
        }

        var agreeing = 0;
        for (var i = 0; i < found.BadTiles.Count; i++)
        {
            var tile = found.BadTiles[i];
            var at = IndexOf(first.Tiles, tile);
            var agrees = at >= 0
                && (first.Hashes[at] == found.BadHashes[i] || TileMeasure.IsAlike(found.WithFirst, tile));
            agreeing += agrees ? 1 : 0;
        }

        // Of a claimed frame the first one saw every tile, so that one may be all that is bad.
        return agreeing >= (second.Claim is null
            ? CheckTimes.AgreeingTilesMin
            : int.Min(CheckTimes.AgreeingTilesMin, first.Tiles.Count));
    }

    private static int IndexOf(IReadOnlyList<int> tiles, int tile)
    {
        for (var i = 0; i < tiles.Count; i++)
        {
            if (tiles[i] == tile)
            {
                return i;
            }
        }

        return -1;
    }

    private static void Accept(Network network, Ruling ruling, UnitCheck unit)
    {
        var first = unit.First;
        UnitVerdict.Accept(network, ruling, unit.Run, unit.Unit, unit.Worker, "checked");
        if (first is { Unanswered: false })
        {
            NodeFault.Count(network, ruling, first.Verifier, FailureReasons.VerifierRefuted);
        }
    }
}
