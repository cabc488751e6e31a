using System.Text.Json;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Claims;

/// <summary>Claims about frames that are made of regions, and about frames of which a video is made.</summary>
public sealed class StitchedClaimTests
{
    private const int Frame = Stitched.Frame;
    private const int Video = Stitched.Video;

    [Fact]
    public void With_a_frame_each_of_its_regions_is_claimed()
    {
        var made = new Stitched(8).Work();
        var claimed = made.Claim(Frame);

        Assert.Equal(
            [(1, 0), (2, 1), (3, Frame)], claimed.Events.OfType<UnitClaimed>().Select(e => (e.Number, e.Unit)));
        Assert.Equal(3, made.TheJob.ClaimsOpen);
        Assert.Equal("claim-open", made.Claim(Frame).Refused?.Code);
    }

    [Fact]
    public void Neither_regions_nor_videos_are_claimed_by_themselves()
    {
        var made = new Stitched(5).Work();

        Assert.Equal("claim-unsupported", made.Claim(0).Refused?.Code);
        Assert.Equal("claim-unsupported", made.Claim(Video).Refused?.Code);
        Assert.Equal("claim-unsupported", made.Claim(Frame, Video).Refused?.Code);
        Assert.Equal("unit-not-accepted", made.Claim(7).Refused?.Code);
        Assert.Equal("unit-not-accepted", made.Claim(-1).Refused?.Code);
        Assert.Equal(0, made.TheJob.ClaimsOpen);
    }

    [Fact]
    public void A_frame_whose_regions_stand_and_which_is_what_they_give_stays()
    {
        var made = new Stitched(8).Work();
        made.Claim(Frame);
        foreach (var unit in (int[])[0, 1, Frame])
        {
            made.Agree(unit);
            Assert.Equal(unit, Given.Happened<ClaimRefused>(made.Agree(unit)).Unit);
        }

        Assert.Equal(JobState.Completed, made.TheJob.State);
        Assert.Equal(7, made.TheJob.UnitsAccepted);
    }

    [Fact]
    public void A_bad_region_is_rendered_again_and_what_is_made_of_it_is_made_again()
    {
        var made = new Stitched(8).Work();
        var worker = made.TheJob.Accepted[1].Worker;
        made.Claim(Frame);
        made.Disagree(1);
        var decision = made.Disagree(1);

        var upheld = decision.Events.OfType<ClaimUpheld>().ToList();
        Assert.Equal([(1, true), (Frame, false)], upheld.Select(e => (e.Unit, e.IsProven)));
        Assert.Equal(
            [(Frame, false), (Video, true)],
            decision.Events.OfType<UnitWithdrawn>().Select(e => (e.Unit, e.WasAccepted)));
        Assert.Equal((JobState.Running, 4), (made.TheJob.State, made.TheJob.UnitsAccepted));
        Assert.Equal([(Frame, 1), (Video, 1)], made.TheJob.Gathering.Select(one => (one.Key, one.Value)));

        made.Given.Restart();
        made.Work();
        Assert.Equal((JobState.Completed, 7), (made.TheJob.State, made.TheJob.UnitsAccepted));
        Assert.NotEqual(worker, made.TheJob.Accepted[1].Worker);
        Assert.Equal([0], made.Claimed);
    }

    [Fact]
    public void Only_who_rendered_the_bad_region_and_who_agreed_to_it_are_to_blame()
    {
        var made = new Stitched(8).Work();
        var (worker, earlier) = (made.TheJob.Accepted[1].Worker, made.TheJob.Accepted[1].Heard[^1]);
        made.Claim(Frame);
        made.Disagree(1);

        Assert.Equal(
            [(worker, "rejected"), (earlier, "verifier-refuted")],
            made.Disagree(1).Events.OfType<NodeFaulted>().Select(fault => (fault.Node, fault.Reason)));
    }

    [Fact]
    public void A_frame_that_is_badly_put_together_is_stitched_again_and_its_regions_stay()
    {
        var made = new Stitched(8).Work();
        var worker = made.TheJob.Accepted[Frame].Worker;
        made.Claim(Frame);
        made.Disagree(Frame);
        var decision = made.Disagree(Frame);

        Assert.Equal(worker, decision.Events.OfType<NodeFaulted>().First().Node);
        Assert.Equal([Video], decision.Events.OfType<UnitWithdrawn>().Select(e => e.Unit));
        Assert.Equal([0, 1, 2, 3, 5], made.TheJob.Accepted.Keys);
        Assert.Equal([0, 1], made.Claimed);
        made.Work();
        Assert.Equal((JobState.Completed, 7), (made.TheJob.State, made.TheJob.UnitsAccepted));
    }

    [Fact]
    public void Two_bad_regions_bring_the_frame_back_twice()
    {
        var made = new Stitched(9).Work();
        made.Claim(Frame);
        made.Disagree(0);
        made.Disagree(1);
        made.Disagree(0);
        var second = made.Disagree(1);

        Assert.Equal([(Frame, false)], second.Events.OfType<UnitWithdrawn>().Select(e => (e.Unit, e.WasAccepted)));
        Assert.Equal([(Video, 1)], made.TheJob.Gathering.Select(one => (one.Key, one.Value)));
        made.Work();
        Assert.Equal((JobState.Completed, 7), (made.TheJob.State, made.TheJob.UnitsAccepted));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_frame_that_is_being_stitched_again_is_given_up_when_another_region_falls(bool isReported)
    {
        var made = new Stitched(9).Work();
        made.Claim(Frame);
        made.Disagree(0);
        made.Disagree(1);
        made.Disagree(0);
        made.Work(before: Frame);
        var task = made.TheJob.Tasks.Values.Single(task => task.First == Frame);
        Assert.True(task.IsLive);
        var run = task.RunOf(made.Job);
        if (isReported)
        {
            made.Given.Report(task.Node!.Value, Some.Result(run, Frame));
        }

        var decision = made.Disagree(1);
        Assert.Equal(isReported ? 0 : 1, decision.Events.OfType<RunCancelled>().Count());
        Assert.Equal(isReported ? 1 : 0, decision.Events.OfType<CheckCancelled>().Count());
        Assert.Equal(run, Given.Happened<RunKeyRevealed>(decision).Run);
        Assert.DoesNotContain(made.TheJob.Tasks.Values, one => one.First == Frame);
        made.Given.Restart();
        made.Work();
        Assert.Equal((JobState.Completed, 7), (made.TheJob.State, made.TheJob.UnitsAccepted));
    }

    [Fact]
    public void In_a_cancelled_job_a_bad_region_takes_its_frame_along_and_nothing_is_done_again()
    {
        var made = new Stitched(8).Work(before: Video);
        made.Claim(Frame);
        made.Given.When(new CancelJob(made.Job, made.Given.Consumer, "enough"));
        made.Agree(Frame);
        made.Agree(Frame);
        made.Disagree(1);
        var decision = made.Disagree(1);

        Assert.Null(decision.Events.OfType<ClaimUpheld>().Single().Task);
        Assert.Equal([(Frame, true)], decision.Events.OfType<UnitWithdrawn>().Select(e => (e.Unit, e.WasAccepted)));
        Assert.Equal([0, 2, 3, 5], made.TheJob.Accepted.Keys);
        Assert.Equal((JobState.Cancelled, 4), (made.TheJob.State, made.TheJob.UnitsAccepted));
    }

    [Fact]
    public void After_an_upheld_claim_about_a_frame_its_video_is_encoded_again()
    {
        var made = new Stitched(6, cut: false).Work();
        Assert.Equal(JobState.Completed, made.TheJob.State);
        made.Claim(0);
        made.Disagree(0);
        var decision = made.Disagree(0);

        Assert.Equal([(2, true)], decision.Events.OfType<UnitWithdrawn>().Select(e => (e.Unit, e.WasAccepted)));
        Assert.Equal((JobState.Running, 1), (made.TheJob.State, made.TheJob.UnitsAccepted));
        made.Work();
        Assert.Equal((JobState.Completed, 3), (made.TheJob.State, made.TheJob.UnitsAccepted));
    }

    [Fact]
    public void Witnesses_of_a_region_are_strangers_to_all_of_its_frame_where_there_are_such()
    {
        var made = new Stitched(4).Work();
        made.Claim(Frame);
        var parties = (int[])[0, 1, Frame];
        var known = parties.Select(unit => made.TheJob.Accepted[unit])
            .SelectMany(result => result.Heard.Append(result.Worker)).ToHashSet();
        var stranger = made.Given.Node();

        var drawn = made.Given.Place().OfType<CheckDrawn>().ToList();
        Assert.Equal(3, drawn.Count);
        Assert.True(known.Count >= 3);
        Assert.All(drawn, one => Assert.DoesNotContain(one.Node, known));
        Assert.Contains(drawn, one => one.Node == stranger);
    }

    [Fact]
    public void Who_knows_one_region_may_judge_another_where_nobody_else_is_left()
    {
        var made = new Stitched(4).Work();
        made.Claim(Frame);
        foreach (var unit in (int[])[0, 1, Frame])
        {
            made.Agree(unit);
            Given.Happened<ClaimRefused>(made.Agree(unit));
        }
    }

    [Fact]
    public void A_verifier_that_is_at_a_frame_is_told_to_stop_when_a_region_of_it_falls()
    {
        var made = new Stitched(8).Work();
        made.Claim(Frame);
        made.Disagree(1);
        var stitching = made.Check(Frame);
        var (check, verifier) = (stitching.Id, stitching.Verifier!.Value);
        var lost = Given.Happened<CheckLost>(made.Disagree(1));

        Assert.Equal((check, verifier), (lost.Check, lost.Node));
        Assert.DoesNotContain(check, made.Given.Network.Nodes.Find(verifier)!.Checks);
    }

    [Fact]
    public void A_frame_of_a_device_class_that_is_gone_keeps_no_other_frame_waiting()
    {
        var given = Given.Nodes(0);
        var worker = given.Node(facts: Some.Facts with { Duties = NodeDuties.Worker });
        var verifier = given.Node(facts: Some.Facts with { Duties = NodeDuties.Verifier });
        var job = given.Submit(Some.Frames("1-2"));
        var leased = given.Place().OfType<RunLeased>().ToList();
        Accept(given, leased[0], verifier);
        var other = Some.Facts with { DeviceClass = "another" };
        given.Connect(worker, other with { Duties = NodeDuties.Worker }, runs: [leased[1].Run]);
        given.Connect(verifier, other with { Duties = NodeDuties.Verifier });
        Accept(given, leased[1], verifier);
        given.Node(facts: other);
        given.When(new ClaimUnits(job, given.Consumer, [0, 1], Some.Hash("reason")));

        Assert.Equal([1], given.Place().OfType<CheckDrawn>().Select(drawn => drawn.Check.Unit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_job_that_is_opened_again_does_not_wake_or_fail_those_that_waited_for_it_once(bool completes)
    {
        var made = new Stitched(6, video: false, cut: false);
        var spec = Some.Echo() with { DependsOn = [made.Job] };
        var after = made.Given.Submit(spec);
        made.Work();
        var leased = made.Given.TheJob.Tasks.Values.Single();
        made.Given.Report(leased.Node!.Value, Some.Result(leased.RunOf(after)) with { File = null });
        made.Given.When(new ApproveJob(after, made.Given.Consumer));
        Assert.Null(made.Given.Network.Jobs.Find(after));

        made.Claim(0);
        made.Disagree(0);
        made.Disagree(0);
        Assert.Equal(JobState.Running, made.TheJob.State);
        if (completes)
        {
            made.Work();
            Assert.Equal(JobState.Completed, made.TheJob.State);
        }
        else
        {
            var cancelled = made.Given.When(new CancelJob(made.Job, made.Given.Consumer, "enough"));
            Assert.Empty(cancelled.Events.OfType<JobFailed>());
        }
    }

    [Theory]
    [InlineData("claims_open", ClaimLimits.OpenClaimsPerAccountMax)]
    [InlineData("claims_total", ClaimLimits.ClaimsPerJobMax)]
    public void Each_region_counts_where_claims_are_limited(string counter, int most)
    {
        var made = new Stitched(5).Work();
        var written = JsonSerializer.Serialize(made.Given.Network.ToState(), JournalJson.Default.NetworkState);
        string? RefusedAfter(int claims)
        {
            var books = written.Replace($"\"{counter}\":0", $"\"{counter}\":{claims}", StringComparison.Ordinal);
            return Network.FromState(JsonSerializer.Deserialize(books, JournalJson.Default.NetworkState)!).Handle(
                new ClaimUnits(made.Job, made.Given.Consumer, [Frame], Some.Hash("reason")),
                new Stamp(made.Given.Now, Some.Hash("seed")),
                new KnownKeys()).Refused?.Code;
        }

        Assert.Equal("claims-too-many", RefusedAfter(most - 2));
        Assert.Null(RefusedAfter(most - 3));
    }

    private static void Accept(Given given, RunLeased leased, NodeId verifier)
    {
        given.Report(leased.Node, Some.Result(leased.Run, leased.First));
        given.Place();
        var check = given.Network.Checks.Find(leased.Run.Job, leased.First)!;
        var hashes = check.Tiles!.Select(tile => Some.Hash($"{tile}")).ToList();
        given.Report(verifier, new CheckResult(check.Id, hashes, null, 1));
        given.When(new CompareTiles(check.Id, check.Tiles!, hashes, hashes));
        given.Report(verifier, new FileResult(check.Id, true, "equal", null, []));
    }
}
