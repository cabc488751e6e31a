using Heliostat.Core.Accounts;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Core.Tests.Verification;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Claims;

/// <summary>What a claim leads to, by what two or three more verifiers say.</summary>
public sealed class ClaimTests
{
    private const long WaitMs = 72L * 3_600_000;

    private static readonly TileList Truth = Checked.List("all");
    private static readonly TileList Lie = Checked.List("worker", "lie");
    private static readonly TileList OtherLie = Checked.List("other", "another lie");

    [Fact]
    public void Two_verifiers_of_further_operators_render_a_claimed_frame_whole_and_blind()
    {
        var claimed = new Claimed(4, Truth);
        claimed.Claim();
        var first = claimed.Draw();
        Assert.True(first is { Whole: true, Draw: null, Check.Ordinal: 2 });
        claimed.Given.Report(
            first.Node, new Protocol.Nodes.CheckResult(first.Check, [], Truth.Commitment, 1_000));
        claimed.Given.Report(first.Node, new Protocol.Nodes.FileResult(first.Check, true, "equal", null, []));
        var second = claimed.Draw();

        NodeId[] parties = [claimed.Leased.Node, claimed.Verifier, first.Node, second.Node];
        Assert.Equal(4, parties.Select(claimed.Given.OperatorOf).Distinct().Count());
    }

    [Fact]
    public void A_claim_is_refused_when_two_verifiers_agree_with_the_worker()
    {
        var claimed = new Claimed(4, Truth);
        claimed.Claim();
        claimed.Speak(Truth);
        var decision = claimed.Speak(Truth);

        Assert.Contains("scene itself", Given.Happened<ClaimRefused>(decision).Reason);
        Assert.Equal(JobState.Completed, claimed.Given.TheJob.State);
        Assert.Equal((1, 0), (claimed.Given.TheJob.UnitsAccepted, claimed.Given.TheJob.ClaimsOpen));
        Assert.Empty(claimed.Given.Place());
    }

    [Fact]
    public void A_claim_that_two_verifiers_prove_is_upheld_and_the_frame_rendered_again_by_another_node()
    {
        var claimed = new Claimed(5, Lie);
        claimed.Claim();
        claimed.Speak(Truth);
        var decision = claimed.Speak(Truth, withFirst: 80_000);
        var upheld = Given.Happened<ClaimUpheld>(decision);

        Assert.True(upheld is { IsProven: true, Task: 1 });
        Assert.Equal(JobState.Running, claimed.Given.TheJob.State);
        var again = claimed.Given.Place().OfType<RunLeased>().Single();
        Assert.Equal((1, 0, 1), (again.Run.Task, again.First, again.Count));
        Assert.NotEqual(claimed.Leased.Node, again.Node);
    }

    [Fact]
    public void A_frame_that_is_rendered_again_after_its_job_warns_who_comes_near_a_quota_with_it()
    {
        var claimed = new Claimed(5, Lie);
        var consumer = claimed.Given.Consumer;
        claimed.Given.When(new SetQuota(consumer, 1, 1, null, null));
        claimed.Claim();
        claimed.Speak(Truth);
        var decision = claimed.Speak(Truth, withFirst: 80_000);

        Assert.Equal(
            [new(consumer, QuotaKind.Jobs, 1, 1), new(consumer, QuotaKind.Tasks, 1, 1)],
            decision.Events.OfType<QuotaNeared>());
    }

    [Fact]
    public void What_a_job_had_let_go_does_not_end_with_it_when_a_claim_opened_it_again()
    {
        var after = default(JobId);
        var claimed = new Claimed(5, Lie, beforeAccepted: given =>
            after = given.Submit(Some.Echo() with { DependsOn = [given.TheJob.Id] }));
        var given = claimed.Given;
        given.When(new CancelJob(after, given.Consumer, "enough"));
        given.When(new ApproveJob(after, given.Consumer));
        claimed.Claim();
        claimed.Speak(Truth);
        claimed.Speak(Truth, withFirst: 80_000);

        Assert.Equal(
            ["JobCancelling", "JobCancelled"],
            Given.Names(given.When(new CancelJob(claimed.Job, given.Consumer, "enough"))));
    }

    [Fact]
    public void A_proven_claim_blames_the_worker_and_the_verifier_that_had_looked_there()
    {
        var claimed = new Claimed(5, Lie);
        claimed.Claim();
        claimed.Speak(Truth);
        var decision = claimed.Speak(Truth, withFirst: 80_000);

        Assert.Equal(
            [(claimed.Leased.Node, "rejected"), (claimed.Verifier, "verifier-refuted")],
            decision.Events.OfType<NodeFaulted>().Select(fault => (fault.Node, fault.Reason)));
        Assert.Equal(1, claimed.Given.Network.Nodes.Find(claimed.Leased.Node)!.UnitsRejected);
    }

    [Fact]
    public void A_verifier_that_was_not_asked_for_the_bad_tiles_is_not_to_blame()
    {
        // What is drawn depends on the lie, so that a lie is looked for that was not drawn.
        var claimed = Enumerable.Range(0, Truth.Count)
            .Select(tile => (Tile: tile, About: new Claimed(5, Checked.List("worker", "lie", tile))))
            .First(one => !one.About.SpotsOfVerifier.Contains(one.Tile)).About;
        claimed.Claim();
        claimed.Speak(Truth);
        var decision = claimed.Speak(Truth, withFirst: 80_000);

        Assert.Equal("rejected", decision.Events.OfType<NodeFaulted>().Single().Reason);
    }

    [Fact]
    public void One_bad_tile_is_enough()
    {
        var claimed = new Claimed(5, Checked.List("worker", "lie", 79));
        claimed.Claim();
        claimed.Speak(Truth);

        Assert.True(Given.Happened<ClaimUpheld>(claimed.Speak(Truth, withFirst: 80_000)).IsProven);
    }

    [Fact]
    public void A_forged_file_over_true_pixels_is_proven_by_two()
    {
        var claimed = new Claimed(5, Truth);
        claimed.Claim();
        claimed.Speak(Truth, isBound: false);

        Assert.True(Given.Happened<ClaimUpheld>(claimed.Speak(Truth, isBound: false)).IsProven);
    }

    [Fact]
    public void Pixels_that_are_gone_are_no_blame_while_the_file_shows_what_others_render()
    {
        var claimed = new Claimed(4, Lie);
        claimed.Claim();
        claimed.Speak(Truth, isBound: true, workerIsGone: true);

        Given.Happened<ClaimRefused>(claimed.Speak(Truth, isBound: true, workerIsGone: true));
    }

    [Fact]
    public void A_worker_that_is_gone_is_proven_wrong_by_the_file_that_it_delivered()
    {
        var claimed = new Claimed(4, Lie);
        claimed.Claim();
        claimed.Speak(Truth, isBound: false, workerIsGone: true);
        var decision = claimed.Speak(Truth, isBound: false, workerIsGone: true, withFirst: 80_000);

        Assert.True(Given.Happened<ClaimUpheld>(decision).IsProven);
        Assert.Equal("rejected", decision.Events.OfType<NodeFaulted>().Single().Reason);
    }

    [Fact]
    public void Two_verifiers_that_find_two_different_things_bring_the_frame_back_and_blame_nobody()
    {
        var claimed = new Claimed(5, Lie);
        claimed.Claim();
        claimed.Speak(Truth);
        var decision = claimed.Speak(OtherLie, withFirst: 20_000);

        Assert.False(Given.Happened<ClaimUpheld>(decision).IsProven);
        Assert.Empty(decision.Events.OfType<NodeFaulted>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_third_verifier_decides_between_two(bool isTrue)
    {
        var claimed = new Claimed(5, isTrue ? Truth : Lie);
        claimed.Claim();
        claimed.Speak(Lie);
        claimed.Speak(Truth);
        Assert.Equal(ClaimState.Split, claimed.Unit.Claim!.State);
        var liar = claimed.Unit.Claim.Witnesses[0].Node;
        var decision = claimed.Speak(Truth, withFirst: 80_000);

        if (isTrue)
        {
            Given.Happened<ClaimRefused>(decision);
            var fault = decision.Events.OfType<NodeFaulted>().Single();
            Assert.Equal((liar, "verifier-refuted"), (fault.Node, fault.Reason));
        }
        else
        {
            Assert.True(Given.Happened<ClaimUpheld>(decision).IsProven);
            Assert.Contains(decision.Events.OfType<NodeFaulted>(), fault => fault.Node == liar);
        }
    }

    [Fact]
    public void A_split_that_nobody_can_decide_ends_for_the_consumer_without_blame()
    {
        var claimed = new Claimed(4, Truth);
        claimed.Claim();
        claimed.Speak(Truth);
        claimed.Speak(Lie);
        Assert.Contains("a third verifier", Explain.Job(claimed.Given.Network, claimed.Job)!.Facts[^1]);
        var decision = claimed.Given.After(WaitMs);

        Assert.False(Given.Happened<ClaimUpheld>(decision).IsProven);
        Assert.Empty(decision.Events.OfType<NodeFaulted>());
    }

    [Fact]
    public void Without_further_operators_a_claim_waits_and_explain_says_for_whom()
    {
        var claimed = new Claimed(2, Truth);
        claimed.Claim();

        Assert.Empty(claimed.Given.Place());
        var explained = Explain.Job(claimed.Given.Network, claimed.Job)!;
        Assert.Contains("1 claims about it are open", explained.Summary);
        Assert.Contains("Claim 1, unit 0 waits for two verifiers of further operators", explained.Facts[^1]);
        Assert.Contains("its operator had its say about this frame already", explained.Facts[^1]);
        claimed.Given.Node();
        Assert.Single(claimed.Given.Place());
    }

    [Fact]
    public void A_neighbour_of_one_that_had_its_say_does_not_speak()
    {
        var claimed = new Claimed(2, Truth);
        claimed.Given.Connect(claimed.Verifier, block: "203.0.113.0/24");
        claimed.Given.Node(block: "203.0.113.0/24");
        claimed.Claim();

        Assert.Empty(claimed.Given.Place());
        Assert.Contains("block of the network", Explain.Job(claimed.Given.Network, claimed.Job)!.Facts[^1]);
    }

    [Fact]
    public void A_claim_that_nobody_could_look_at_lapses_and_the_frame_stays()
    {
        var claimed = new Claimed(2, Truth);
        claimed.Claim();
        var decision = claimed.Given.After(WaitMs);

        Given.Happened<ClaimLapsed>(decision);
        Assert.Single(decision.Events.OfType<JobRetired>());
    }

    [Fact]
    public void A_frame_of_a_running_job_can_be_claimed_and_comes_back_in_a_task_of_its_own()
    {
        var claimed = new Claimed(5, Lie, frames: "1-40");
        claimed.Claim();
        claimed.Given.Restart();
        claimed.Speak(Truth);
        var upheld = Given.Happened<ClaimUpheld>(claimed.Speak(Truth, withFirst: 80_000));

        Assert.Equal(JobState.Running, claimed.Given.TheJob.State);
        Assert.Equal(0, claimed.Given.TheJob.UnitsAccepted);
        Assert.Equal([0], claimed.Given.TheJob.FindTask(upheld.Task!.Value)!.Units.Select(unit => (int)unit));
    }

    [Fact]
    public void A_claim_goes_on_when_its_job_is_cancelled_and_the_frame_is_then_not_rendered_again()
    {
        var claimed = new Claimed(5, Lie, frames: "1-40");
        claimed.Claim();
        claimed.Given.When(new CancelJob(claimed.Job, claimed.Given.Consumer, "enough"));
        claimed.Speak(Truth);
        var upheld = Given.Happened<ClaimUpheld>(claimed.Speak(Truth, withFirst: 80_000));

        Assert.True(upheld is { IsProven: true, Task: null });
        Assert.Equal(JobState.Cancelled, claimed.Given.TheJob.State);
    }

    [Fact]
    public void A_verifier_that_is_lost_is_followed_by_another_one_and_a_restart_forgets_nothing()
    {
        var claimed = new Claimed(5, Truth);
        claimed.Claim();
        var lost = claimed.Draw();
        claimed.Given.Disconnect(lost.Node);
        claimed.Given.After(15_000);
        claimed.Given.Restart();
        var next = claimed.Draw();

        Assert.Equal(3, next.Check.Ordinal);
        Assert.NotEqual(lost.Node, next.Node);
    }

    [Fact]
    public void A_claim_whose_verifiers_are_lost_again_and_again_is_given_up()
    {
        var claimed = new Claimed(3, Truth);
        claimed.Claim();
        Decision? last = null;
        for (var i = 0; i < 8; i++)
        {
            var drawn = claimed.Draw();
            last = claimed.Given.Report(drawn.Node, new Protocol.Nodes.CheckFailure(
                drawn.Check,
                new Protocol.Jobs.RunFailure(
                    Protocol.Jobs.FailureReasons.Crashed, Protocol.Jobs.FaultSide.Unknown, "")));
        }

        Given.Happened<ClaimLapsed>(last!);
    }
}
