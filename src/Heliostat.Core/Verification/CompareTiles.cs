using Heliostat.Core.Tasks;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Verification;

/// <summary>
/// The host read the worker's tile list, whose hash is the commitment, and hands over what the rules compare.
/// </summary>
/// <param name="Check">The check that was reported.</param>
/// <param name="Tiles">
/// The tiles that were asked for; after a check of the whole unit some of those in which the lists differ, and those
/// that the first verifier disagreed about, as <see cref="DisputedTiles"/> picks them.
/// </param>
/// <param name="Worker">The worker's hashes of these tiles; empty where its list cannot be had.</param>
/// <param name="Verifier">The verifier's hashes of these tiles.</param>
public sealed record CompareTiles(
    CheckId Check,
    IReadOnlyList<int> Tiles,
    IReadOnlyList<ContentHash> Worker,
    IReadOnlyList<ContentHash> Verifier) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Checks.Find(Check) is not { State: CheckState.Reported, Method: CheckMethod.Tiles } unit)
        {
            return new Refusal(RefusalCodes.CheckLost, "This check does not wait for a comparison.");
        }

        if (Verifier.Count != Tiles.Count || (Worker.Count != Tiles.Count && Worker.Count != 0) || !IsAsAsked(unit))
        {
            return new Refusal("comparison-invalid", "These are not the tiles that the check is about.");
        }

        var (tiles, hashes) = Unequal();
        if (tiles.Count == 0)
        {
            return Agree(network, ruling, unit);
        }

        if (Worker.Count == 0)
        {
            CheckEnding.Disagree(network, ruling, unit, Finding.Unlike(tiles, hashes, Tiles.Count, []).WithoutAnswer());
            return null;
        }

        IReadOnlyList<int> firstTiles = unit.First?.Tiles ?? [];
        ruling.Record(new TilesDisputed(
            Check, tiles, hashes, firstTiles, ruling.Now.PlusMs(CheckTimes.HandOverMsMax)));
        return null;
    }

    private static bool AreEqual<T>(IReadOnlyList<T> left, IReadOnlyList<T> right)
        where T : IEquatable<T>
    {
        for (var i = 0; i < left.Count; i++)
        {
            if (!left[i].Equals(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsAsAsked(UnitCheck unit) => unit.Tiles is null
        ? Tiles.Count <= DisputedTiles.CountMax + (unit.First?.Tiles.Count ?? 0)
        : (unit.Tiles.Count == Tiles.Count && AreEqual(unit.Tiles, Tiles) && AreEqual(unit.Hashes, Verifier));

    private Refusal? Agree(Network network, Ruling ruling, UnitCheck unit)
    {
        if (unit.Tiles is null)
        {
            return new Refusal("comparison-invalid", "The commitments differ, so some tiles do.");
        }

        ruling.Record(new CheckAgreed(Check, Tiles.Count));
        CheckEnding.Conclude(network, ruling, unit);
        return null;
    }

    private (List<int> Tiles, List<ContentHash> Hashes) Unequal()
    {
        var tiles = new List<int>();
        var hashes = new List<ContentHash>();
        for (var i = 0; i < Tiles.Count; i++)
        {
            if (Worker.Count == 0 || Worker[i] != Verifier[i])
            {
                tiles.Add(Tiles[i]);
                hashes.Add(Verifier[i]);
            }
        }

        return (tiles, hashes);
    }
}
