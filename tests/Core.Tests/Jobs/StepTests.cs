using Heliostat.Core.Jobs;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Jobs;

/// <summary>Jobs whose later steps are made of what earlier ones gave.</summary>
public sealed class StepTests
{
    private static readonly RegionCut Halves = new(2, 1);

    [Fact]
    public void A_frame_is_stitched_once_all_its_regions_are_accepted_and_the_job_ends_with_the_last_frame()
    {
        var given = Given.Nodes(3);
        given.Submit(JobPlanTests.Cut("1-2", Halves));

        var done = Do(given).Units;
        Assert.Equal([0, 1, 2, 3, 4, 5], done.Order());
        Assert.True(done.IndexOf(4) > done.IndexOf(1) && done.IndexOf(5) > done.IndexOf(3));
        Assert.Equal(JobState.Completed, given.TheJob.State);
    }

    [Fact]
    public void Nothing_is_stitched_while_a_region_is_missing()
    {
        var given = Given.Nodes(3);
        given.Submit(JobPlanTests.Cut("1-2", Halves));
        var leased = given.Place().OfType<RunLeased>().Where(run => run.First is 1 or 2 or 3).ToList();

        Assert.Equal([5], leased.SelectMany(run => Accept(given, run)).Select(run => run.First));
        Assert.Equal((4, 1), given.TheJob.Gathering.Select(one => (one.Key, one.Value)).Single());
        Assert.Contains(
            Explain.Job(given.Network, given.TheJob.Id)!.Facts,
            fact => fact.Contains("once all its regions are", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stitched_frame_is_checked_whole_and_a_region_by_tiles_of_its_own()
    {
        var given = Given.Nodes(3);
        given.Submit(JobPlanTests.Cut("1", Halves));
        var region = given.Place().OfType<RunLeased>().First();
        given.Report(region.Node, Some.Result(region.Run, region.First));
        var drawn = given.Place().OfType<CheckDrawn>().Single();
        Assert.True(drawn.Draw is not null && drawn.Whole);
        Assert.Equal(40, given.TheJob.Plan.GridOf(0)!.Value.Count);

        given = Given.Nodes(3);
        given.Submit(JobPlanTests.Cut("1", Halves));
        var stitch = Do(given, before: 2).Left.Single();
        given.Report(stitch.Node, Some.Result(stitch.Run, stitch.First));
        drawn = given.Place().OfType<CheckDrawn>().Single();
        Assert.True(drawn.Draw is null && drawn.Whole);
        Assert.NotEqual(stitch.Node, drawn.Node);
    }

    [Fact]
    public void A_video_is_made_by_a_node_that_can_and_recomputed_by_one_with_the_same_encoder()
    {
        var given = Given.Nodes(3);
        var facts = Some.Facts with { Capabilities = ["encode", "encode/one"] };
        given.Node(facts: facts);
        given.Node(facts: facts);
        given.Node(facts: Some.Facts with { Capabilities = ["encode", "encode/two"] });
        given.Submit(JobPlanTests.Cut("1-2", null, video: true));
        var video = Do(given, before: 2).Left.Single();
        Assert.Contains(video.Node, new[] { given[3], given[4] });

        var file = new BlobName(Some.Hash("video"), 10);
        Assert.Equal("commitment-invalid", Given.RefusedMessage(given.Report(
            video.Node, new JobResult(video.Run, 2, 1, Some.Payload, file, null, null))));
        given.Report(video.Node, new JobResult(video.Run, 2, 1, file.Hash, file, null, null));
        var drawn = given.Place().OfType<CheckDrawn>().Single();
        Assert.Contains(drawn.Node, new[] { given[3], given[4] });
        var agreed = given.Report(drawn.Node, new CheckResult(drawn.Check, [], file.Hash, 1));

        Assert.Equal("checked", Given.Happened<UnitAccepted>(agreed).Grounds);
        Assert.Equal(JobState.Completed, given.TheJob.State);
    }

    [Fact]
    public void A_video_that_nobody_can_recompute_is_taken_and_said_to_be_unverified()
    {
        var given = Given.Nodes(3);
        given.Node(facts: Some.Facts with { Capabilities = ["encode", "encode/one"] });
        given.Submit(JobPlanTests.Cut("1", null, video: true));
        var video = Do(given, before: 1).Left.Single();
        var file = new BlobName(Some.Hash("video"), 10);

        var taken = given.Report(video.Node, new JobResult(video.Run, 1, 1, file.Hash, file, null, null));
        Assert.Equal("unverified", Given.Happened<UnitAccepted>(taken).Grounds);
    }

    [Fact]
    public void What_is_gathered_survives_a_restart()
    {
        var given = Given.Nodes(3);
        given.Submit(JobPlanTests.Cut("1-2", Halves));
        var leased = given.Place().OfType<RunLeased>().Where(run => run.First is 1 or 2 or 3).ToList();
        var stitch = leased.SelectMany(run => Accept(given, run)).Single();
        given.Fail(stitch, FaultSide.Node);

        given.Restart();

        Assert.Equal((4, 1), given.TheJob.Gathering.Select(one => (one.Key, one.Value)).Single());
        Assert.Equal([1, 2, 3], given.TheJob.Accepted.Keys);
        Assert.Equal(5, given.Place().OfType<RunLeased>().Single().First);
    }

    [Fact]
    public void What_cannot_be_cut_or_encoded_is_refused()
    {
        Assert.Equal("tiles-invalid", RefusedFor(b => b with { Tiles = new RegionCut(11, 1) }));
        Assert.Equal("tiles-invalid", RefusedFor(b => b with { Tiles = Halves, Denoise = true }));
        Assert.Equal("tiles-invalid", RefusedFor(b => b with { Tiles = Halves, OneTask = true }));
        Assert.Equal("tiles-invalid", RefusedFor(b => b with { Tiles = Halves, Frames = "1-50001" }));
        var video = new VideoSettings(VideoFormat.Mp4, 24_000);
        Assert.Equal("encode-invalid", RefusedFor(b => b with { Video = video, Format = ImageFormat.Exr }));
        Assert.Equal("encode-invalid", RefusedFor(b => b with { Video = video, Frames = "1-100001" }));
        Assert.Equal("frame-rate-thousandths-invalid", RefusedFor(
            b => b with { Video = video with { FrameRateThousandths = 0 } }));
        Assert.Null(RefusedFor(b => b with { Video = video, Tiles = Halves }));
    }

    private static string? RefusedFor(Func<BlenderSettings, BlenderSettings> change)
    {
        var given = Given.Nodes(0);
        var spec = Some.Frames("1-3");
        return given.RefusedCode(new SubmitJob(given.Consumer, spec with { Blender = change(spec.Blender!) }));
    }

    /// <summary>Does all units before this one; in which order, and what was leased and is not done.</summary>
    private static (List<int> Units, List<RunLeased> Left) Do(Given given, int before = int.MaxValue)
    {
        var units = new List<int>();
        var leased = given.Place().OfType<RunLeased>().ToList();
        while (leased.Find(run => run.First < before) is { } next)
        {
            leased.Remove(next);
            leased.AddRange(Accept(given, next));
            units.AddRange(Enumerable.Range(next.First, next.Count));
        }

        return (units, leased);
    }

    /// <summary>A run reports its units, and a verifier agrees to each; what is leased meanwhile.</summary>
    private static List<RunLeased> Accept(Given given, RunLeased run)
    {
        var leased = new List<RunLeased>();
        for (var unit = run.First; unit < run.First + run.Count; unit++)
        {
            var file = new BlobName(Some.Hash($"file {unit}"), 1_000);
            given.Report(run.Node, new JobResult(run.Run, unit, 1_000, Some.Payload, file, null, null));
            leased.AddRange(given.Place().OfType<RunLeased>());
            var checking = given.Network.Checks.Find(run.Run.Job, unit)!;
            var tiles = checking.Tiles?.Select(tile => Some.Hash($"{tile}")).ToList();
            given.Report(checking.Verifier!.Value, new CheckResult(
                checking.Id, tiles ?? [], tiles is null ? Some.Payload : null, 1));
            if (tiles is not null)
            {
                given.When(new CompareTiles(checking.Id, checking.Tiles!, tiles, tiles));
            }

            given.Report(checking.Verifier!.Value, new FileResult(checking.Id, true, "equal", null, []));
        }

        leased.AddRange(given.Place().OfType<RunLeased>());
        return leased;
    }
}
