using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Core.Tests.Jobs;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Claims;

/// <summary>
/// A job of two frames, each made of two regions, and a video made of both: units 0 to 3, 4 and 5, and 6.
/// </summary>
internal sealed class Stitched
{
    public const int Frame = 4;
    public const int OtherFrame = 5;
    public const int Video = 6;

    private static readonly ContentHash Lie = Some.Hash("what a verifier renders");

    public Stitched(int nodes, bool video = true, bool cut = true)
    {
        Given = Given.Nodes(0);
        var facts = Some.Facts with { Capabilities = [.. Some.Facts.Capabilities, "encode", "encode/one"] };
        for (var i = 0; i < nodes; i++)
        {
            Given.Node(facts: facts);
        }

        Job = Given.Submit(JobPlanTests.Cut("1-2", cut ? new RegionCut(2, 1) : null, video));
    }

    public Given Given { get; }

    public JobId Job { get; }

    public Job TheJob => Given.Network.Jobs.Find(Job)!;

    public IEnumerable<int> Claimed => Given.Network.Checks.All
        .Where(unit => unit.Claim is not null).Select(unit => unit.Unit);

    /// <summary>Everybody does all that is to be done, truly, but for claims and what is not to be begun.</summary>
    public Stitched Work(int before = int.MaxValue, int rounds = 100)
    {
        Given.Place();
        while (rounds-- > 0 && DoOne(before))
        {
            Given.Place();
        }

        return this;
    }

    public Decision Claim(params int[] units) =>
        Given.When(new Core.Claims.ClaimUnits(Job, Given.Consumer, units, Some.Hash("reason")));

    public UnitCheck Check(int unit) => Given.Network.Checks.Find(Job, unit)!;

    /// <summary>The next verifier of a claimed unit is drawn and agrees with its worker.</summary>
    public Decision Agree(int unit)
    {
        Given.Place();
        return Agree(Check(unit));
    }

    /// <summary>
    /// The next verifier of a claimed unit finds something else in its first tiles. It was drawn already, or is now.
    /// </summary>
    public Decision Disagree(int unit, bool place = true)
    {
        if (place)
        {
            Given.Place();
        }

        var check = Check(unit);
        var (id, verifier) = (check.Id, check.Verifier!.Value);
        Given.Report(verifier, new CheckResult(id, [], Lie, 1_000));
        Given.Report(verifier, new FileResult(id, false, "pixels-differ", null, []));
        int[] tiles = [0, 1];
        Given.When(new CompareTiles(id, tiles, HashesOf("told", tiles), HashesOf("true", tiles)));
        Given.Report(check.Worker, new TilesReady(id, false, Some.File));
        Given.Report(verifier, new TilesReady(id, true, Some.File));
        return Given.When(new MeasureTiles(
            id,
            [.. tiles.Select(tile => new TileMeasure(tile, 20_000))],
            [.. (check.First?.Tiles ?? []).Select(tile => new TileMeasure(tile, 80_000))]));
    }

    private bool DoOne(int before)
    {
        foreach (var check in Given.Network.Checks.All)
        {
            if (check is { Claim: null, State: CheckState.Drawn } && check.Unit < before)
            {
                Agree(check);
                return true;
            }
        }

        var task = TheJob.Tasks.Values.FirstOrDefault(task => task.IsLive && task.First < before);
        if (task is null)
        {
            return false;
        }

        for (var unit = task.First; unit < task.First + task.Units.Length; unit++)
        {
            var file = new BlobName(Some.Hash($"file {unit}"), 1_000);
            var commitment = TheJob.Plan.StepOf(unit) == StepKind.Encode ? file.Hash : Some.Payload;
            Given.Report(task.Node!.Value, new JobResult(task.RunOf(Job), unit, 1_000, commitment, file, null, null));
        }

        return true;
    }

    private Decision Agree(UnitCheck check)
    {
        var (id, verifier) = (check.Id, check.Verifier!.Value);
        if (check.Tiles is { } tiles)
        {
            Given.Report(verifier, new CheckResult(id, HashesOf("told", tiles), null, 1_000));
            Given.When(new CompareTiles(id, tiles, HashesOf("told", tiles), HashesOf("told", tiles)));
        }
        else
        {
            var whole = Given.Report(verifier, new CheckResult(id, [], check.Commitment, 1_000));
            if (check.Method == CheckMethod.Recompute)
            {
                return whole;
            }
        }

        return Given.Report(verifier, new FileResult(id, true, "equal", null, []));
    }

    private static List<ContentHash> HashesOf(string party, IReadOnlyList<int> tiles) =>
        [.. tiles.Select(tile => Some.Hash($"{party} {tile}"))];
}
