using Heliostat.Core.Claims;
using Heliostat.Core.Journal;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Pictures;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Managing;

/// <summary>
/// A reader of the journal: reads lists, and measures tiles that were handed over. What it has in hand it forgets when
/// the manager dies, and asks for again.
/// </summary>
internal sealed class JudgeModel(World world, ManagerModel manager)
{
    private const int ReadingMsMax = 60;
    private const int AgainMs = 20_000;

    private readonly Dictionary<(CheckId Check, bool ByVerifier), Picture?> _handedOver = [];

    public IEnumerable<UnitCheck> Measuring =>
        manager.Books.Checks.All.Where(unit => unit.State == CheckState.Measuring);

    /// <summary>A start: nothing is in hand, and what was reported before it is still to be compared.</summary>
    public void Forget()
    {
        _handedOver.Clear();
        LookAgain();
    }

    public void Read(JournalEntry entry)
    {
        foreach (var happened in entry.Events)
        {
            switch (happened)
            {
                case CheckReported e: manager.In(world.Chance.Below(ReadingMsMax), () => Compare(e.Check)); break;
                case TilesHandedOver e: Keep(e); break;
                case FileCompared e: MeasureWhenComplete(e.Check); break;
                default: break;
            }
        }
    }

    private void LookAgain()
    {
        foreach (var unit in manager.Books.Checks.All.Where(unit => unit.State == CheckState.Reported))
        {
            Compare(unit.Id);
        }

        manager.In(AgainMs, LookAgain);
    }

    private void Compare(CheckId check)
    {
        if (manager.Books.Checks.Find(check) is not { State: CheckState.Reported, Method: CheckMethod.Tiles } unit)
        {
            return;
        }

        var worker = world.Gallery.FindList(unit.Commitment);
        if (unit.Tiles is { } asked)
        {
            manager.Ask(new CompareTiles(check, asked, HashesOf(worker, asked), unit.Hashes));
        }
        else if (world.Gallery.FindList(unit.Whole!.Value) is { } verifier)
        {
            var tiles = TilesToCompare(unit, SpotsOf(unit), worker, verifier);
            manager.Ask(new CompareTiles(check, tiles, HashesOf(worker, tiles), HashesOf(verifier, tiles)));
        }
    }

    private IReadOnlyList<int> SpotsOf(UnitCheck unit)
    {
        var plan = manager.Books.Jobs.Find(unit.Run.Job)!.Plan;
        return unit.Claim is { } claim ? Spots.Of(plan.GridOf(unit.Unit)!.Value, claim) ?? [] : [];
    }

    private static IReadOnlyList<int> TilesToCompare(
        UnitCheck unit, IReadOnlyList<int> spots, Picture? worker, Picture verifier)
    {
        var differing = Enumerable.Range(0, verifier.TilesCount)
            .Where(tile => worker is null || worker[tile] != verifier[tile]);
        return DisputedTiles.Pick(unit.Pick!.Value, [.. differing], unit.First?.Tiles ?? [], spots);
    }

    private static List<ContentHash> HashesOf(Picture? picture, IReadOnlyList<int> tiles) =>
        picture is null ? [] : [.. tiles.Select(tile => picture[tile])];

    private void Keep(TilesHandedOver happened)
    {
        _handedOver[(happened.Check, happened.ByVerifier)] =
            happened.Tiles is { } blob ? world.Gallery.Find(blob.Hash) : null;
        MeasureWhenComplete(happened.Check);
    }

    private void MeasureWhenComplete(CheckId check)
    {
        if (manager.Books.Checks.Find(check.Run.Job, check.Unit) is { State: CheckState.Measuring } unit)
        {
            Measure(unit);
        }
    }

    private void Measure(UnitCheck unit)
    {
        var first = unit.First is { Tiles.Count: > 0 } dispute ? dispute : null;
        if (!_handedOver.TryGetValue((unit.Id, false), out var worker)
            || !_handedOver.TryGetValue((unit.Id, true), out var verifier)
            || (unit is { Claim: not null, Bound: null })
            || (first is not null && !_handedOver.ContainsKey((first.Check, true))))
        {
            return;
        }

        var firstPicture = first is null ? null : _handedOver[(first.Check, true)];
        manager.Ask(new MeasureTiles(
            unit.Id,
            [.. unit.Disputed.Select(tile => MeasureOf(tile, verifier, worker))],
            [.. (first?.Tiles ?? []).Select(tile => MeasureOf(tile, verifier, firstPicture))]));
    }

    private static TileMeasure MeasureOf(int tile, Picture? one, Picture? other) =>
        new(tile, one is null || other is null ? null : one.MillidecibelsTo(other, tile));
}
