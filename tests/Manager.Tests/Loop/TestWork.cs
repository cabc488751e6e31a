using Heliostat.Core;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Manager.Tests.Loop;

/// <summary>Plays the nodes of a test, and the host's part in checking, until nothing is left to do.</summary>
internal sealed class TestWork(TestManager manager, IReadOnlyList<TestNode> nodes)
{
    private static readonly TileGrid Grid = new(640, 360);

    private readonly Dictionary<(RunId Run, int Unit), CheckDrawn> _drawn = [];
    private readonly Dictionary<(RunId Run, int Unit), IReadOnlyList<int>> _tilesDrawn = [];
    private int _groupsSeen;

    /// <summary>Units whose worker rendered something else than it should.</summary>
    public HashSet<int> Spoiled { get; } = [];

    /// <summary>Called before each command; false stops the play.</summary>
    public Func<bool> GoOn { get; set; } = () => true;

    public async Task FinishAsync(params JobId[] jobs)
    {
        while (GoOn())
        {
            var entries = manager.Groups.SelectMany(group => group.Entries).Skip(_groupsSeen).ToList();
            _groupsSeen += entries.Count;
            foreach (var happened in entries.SelectMany(entry => entry.Events).ToList())
            {
                await AnswerAsync(happened);
            }

            if (await manager.Loop.AskAsync(network => jobs.All(job => network.Jobs.Find(job) is not { IsOpen: true })))
            {
                return;
            }
        }
    }

    private static ContentHash TileOf(int unit, int tile, bool spoiled) =>
        ContentHash.Of([(byte)unit, (byte)tile, (byte)(tile >> 8), spoiled ? (byte)1 : (byte)0]);

    private static ContentHash CommitmentOf(int unit, bool spoiled) =>
        ContentHash.Of([(byte)unit, spoiled ? (byte)1 : (byte)0]);

    private Task AnswerAsync(Event happened) => happened switch
    {
        RunLeased leased => WorkAsync(leased),
        CheckDrawn drawn => CheckAsync(drawn),
        CheckReported reported => CompareAsync(reported),
        TilesDisputed disputed => SayAsync(new MeasureTiles(
            disputed.Check,
            [.. disputed.Tiles.Select(tile => new TileMeasure(tile, 20_000))],
            [.. disputed.FirstTiles.Select(tile => new TileMeasure(tile, 80_000))])),
        CheckAgreed agreed => SayFileAsync(agreed.Check),
        _ => Task.CompletedTask,
    };

    private async Task WorkAsync(RunLeased leased)
    {
        var node = nodes.Single(node => node.Id == leased.Node);
        var units = leased.Only ?? [.. Enumerable.Range(leased.First, leased.Count)];
        if (leased.KeyHash is null)
        {
            await SayAsync(node.Report(
                [.. units.Select(unit => new JobResult(leased.Run, unit, 5, TestManager.Payload, null, null, null))]));
            return;
        }

        await SayAsync(node.Report(new JobStatus(leased.Run, JobStatus.Running)));
        foreach (var unit in units)
        {
            var isSpoiled = Spoiled.Contains(unit) && leased.Run.Attempt == 1;
            var file = new BlobName(ContentHash.Of([(byte)unit]), 1_000 + unit);
            await SayAsync(node.Report(
                new JobResult(leased.Run, unit, 700, CommitmentOf(unit, isSpoiled), file, null, null)));
        }
    }

    private async Task CheckAsync(CheckDrawn drawn)
    {
        _drawn[(drawn.Check.Run, drawn.Check.Unit)] = drawn;
        var unit = drawn.Check.Unit;
        if (!drawn.Whole)
        {
            _tilesDrawn[(drawn.Check.Run, unit)] = TilesOf(drawn);
        }

        var hashes = TilesOf(drawn).Select(tile => TileOf(unit, tile, false)).ToList();
        await SayAsync(nodes.Single(node => node.Id == drawn.Node).Report(drawn.Whole
            ? new CheckResult(drawn.Check, [], CommitmentOf(unit, false), 900)
            : new CheckResult(drawn.Check, hashes, null, 900)));
    }

    private async Task CompareAsync(CheckReported reported)
    {
        var (run, unit) = (reported.Check.Run, reported.Check.Unit);
        var isSpoiled = Spoiled.Contains(unit) && run.Attempt == 1;
        if (reported.Whole is not null && !isSpoiled)
        {
            return;
        }

        // A second verifier renders everything; what the first one disagreed about is among what is compared.
        var tiles = _tilesDrawn[(run, unit)];
        await SayAsync(new CompareTiles(
            reported.Check,
            tiles,
            [.. tiles.Select(tile => TileOf(unit, tile, isSpoiled))],
            [.. tiles.Select(tile => TileOf(unit, tile, false))]));
    }

    private Task SayFileAsync(CheckId check) =>
        SayAsync(nodes.Single(node => node.Id == _drawn[(check.Run, check.Unit)].Node)
            .Report(new FileResult(check, true, "equal", null, [])));

    private static IReadOnlyList<int> TilesOf(CheckDrawn drawn) =>
        drawn.Whole ? [] : SpotDraw.Tiles(Grid, drawn.Draw!.Value.ToArray());

    private async Task SayAsync(Command command)
    {
        if (GoOn())
        {
            await manager.Loop.SubmitAsync(command);
        }
    }
}
