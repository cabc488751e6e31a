using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Verification;

/// <summary>A frame that was reported, and what its worker and verifiers say of it, up to its verdict.</summary>
internal sealed class Checked
{
    private const int TilesCount = 80;

    public Checked(int nodes, JobSpec? spec = null, TileList? shown = null)
    {
        Given = Given.Nodes(nodes);
        Leased = Given.Lease(spec ?? Some.Frames());
        Given.Report(Leased.Node, Some.Result(Leased.Run, 0, (shown ?? List("worker")).Commitment));
    }

    public Given Given { get; }

    public RunLeased Leased { get; }

    public UnitCheck? Unit => Given.Network.Checks.Find(Leased.Run.Job, 0);

    /// <summary>The tile list of a party: its word for each tile, by default the same for everybody.</summary>
    public static TileList List(string party, string? lie = null, params int[] at)
    {
        _ = party;
        var tiles = Enumerable.Range(0, TilesCount)
            .SelectMany(tile => Some.Hash(lie is not null && (at.Length == 0 || at.Contains(tile))
                ? $"{lie} {tile}"
                : $"tile {tile}").ToArray());
        return new TileList([.. tiles]);
    }

    public CheckDrawn Draw() => Given.Place().OfType<CheckDrawn>().Single();

    /// <summary>
    /// A first verifier reports its tiles, which differ from the worker's where it lies or the worker did.
    /// </summary>
    public Decision ReportTiles(CheckDrawn drawn, TileList found) => Given.Report(
        drawn.Node, new CheckResult(drawn.Check, [.. Unit!.Tiles!.Select(tile => found[tile])], null, 1_000));

    public Decision ReportWhole(CheckDrawn drawn, TileList found) =>
        Given.Report(drawn.Node, new CheckResult(drawn.Check, [], found.Commitment, 1_000));

    public Decision ReportFile(CheckDrawn drawn, bool isBound, int? alike = null) => Given.Report(
        drawn.Node, new FileResult(drawn.Check, isBound, isBound ? "equal" : "pixels-differ", alike, []));

    /// <summary>
    /// The host reads the lists, the worker's where it can be had, and hands over the tiles that the check is about.
    /// </summary>
    public Decision Compare(CheckDrawn drawn, TileList? worker, TileList verifier, IReadOnlyList<int>? tiles = null)
    {
        tiles ??= Unit!.Tiles!;
        return Given.When(new CompareTiles(
            drawn.Check,
            tiles,
            worker is null ? [] : [.. tiles.Select(tile => worker[tile])],
            [.. tiles.Select(tile => verifier[tile])]));
    }

    /// <summary>Everybody hands tiles over, and they are unlike, or alike, to the worker's.</summary>
    public Decision Measure(CheckDrawn drawn, int withWorker, int? withFirst = null)
    {
        Given.Report(Leased.Node, new TilesReady(drawn.Check, false, Some.File));
        Given.Report(drawn.Node, new TilesReady(drawn.Check, true, Some.File));
        return Given.When(new MeasureTiles(
            drawn.Check,
            [.. Unit!.Disputed.Select(tile => new TileMeasure(tile, withWorker))],
            [.. (Unit.First?.Tiles ?? []).Select(tile => new TileMeasure(tile, withFirst))]));
    }

    /// <summary>A first verifier disagrees about every tile that it was drawn.</summary>
    public CheckDrawn Dispute(TileList worker, TileList verifier)
    {
        var drawn = Draw();
        ReportTiles(drawn, verifier);
        Compare(drawn, worker, verifier);
        Measure(drawn, 20_000);
        return drawn;
    }
}
