using Heliostat.Core.Nodes;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Verification;

/// <summary>The host measured the disputed tiles that were handed over.</summary>
/// <param name="Check">The check that measures.</param>
/// <param name="WithWorker">Verifier against worker, a measure for each disputed tile.</param>
/// <param name="WithFirst">Verifier against first verifier, a measure for each of its bad tiles.</param>
public sealed record MeasureTiles(
    CheckId Check, IReadOnlyList<TileMeasure> WithWorker, IReadOnlyList<TileMeasure> WithFirst) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Checks.Find(Check) is not { State: CheckState.Measuring } unit)
        {
            return new Refusal(RefusalCodes.CheckLost, "This check does not wait for measures.");
        }

        Judge(network, ruling, unit, WithWorker, WithFirst);
        return null;
    }

    internal static void Judge(
        Network network,
        Ruling ruling,
        UnitCheck unit,
        IReadOnlyList<TileMeasure> withWorker,
        IReadOnlyList<TileMeasure> withFirst)
    {
        var tiles = new List<int>();
        var hashes = new List<ContentHash>();
        var measured = new List<int>();
        for (var i = 0; i < unit.Disputed.Count; i++)
        {
            if (!TileMeasure.IsAlike(withWorker, unit.Disputed[i]))
            {
                tiles.Add(unit.Disputed[i]);
                hashes.Add(unit.DisputedHashes[i]);
                if (TileMeasure.IsUnlike(withWorker, unit.Disputed[i]))
                {
                    measured.Add(unit.Disputed[i]);
                }
            }
        }

        if (tiles.Count > 0 && unit is { WorkerAnswered: true, VerifierAnswered: false })
        {
            // Who says that another is wrong shows its own pixels; else noise alone would convict.
            NodeFault.Count(network, ruling, unit.Verifier!.Value, FailureReasons.TimedOut);
            CheckEnding.Lose(network, ruling, unit.Id, FailureReasons.TimedOut);
            return;
        }

        var count = int.Max(unit.Tiles?.Count ?? 0, unit.Disputed.Count);
        if (tiles.Count > 0)
        {
            var found = Finding.Unlike(tiles, hashes, count, withFirst) with { MeasuredTiles = measured };
            CheckEnding.Disagree(network, ruling, unit, unit.WorkerAnswered ? found : found.WithoutAnswer());
            return;
        }

        ruling.Record(new CheckAgreed(unit.Id, count));
        CheckEnding.Conclude(network, ruling, unit);
    }
}
