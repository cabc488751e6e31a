using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Scheduling;

/// <summary>Which node gets which task, and why another does not.</summary>
public sealed class PlacementTests
{
    [Fact]
    public void A_job_goes_to_a_node_that_has_what_it_needs()
    {
        Assert.Contains("does not offer", WhyNot(Some.Plugin("sing"), Some.Facts));
        Assert.Contains("denoises", WhyNot(
            Some.Frames() with { Blender = Some.Blender("1", 1) with { Denoise = true } },
            Some.Facts with { Capabilities = ["render"] }));
        Assert.Contains("no GPU", WhyNot(Some.Echo() with { Needs = new(0, 1, 0, 0) }, Some.Facts));
        Assert.Contains("8 cores", WhyNot(Some.Echo() with { Needs = new(9, 0, 0, 0) }, Some.Facts));
        Assert.Contains("16 GB", WhyNot(Some.Echo() with { Needs = new(0, 0, 17, 0) }, Some.Facts));
        Assert.Contains("slots are taken", WhyNot(Some.Echo(), Some.Facts with { PluginSlots = 0 }));
        Assert.Contains("slots are taken", WhyNot(Some.Echo(), Some.Facts with { Duties = NodeDuties.Verifier }));
    }

    [Fact]
    public void Tasks_are_spread_before_they_are_stacked()
    {
        var given = Given.Nodes(3);
        given.Submit(Some.Echo(3));

        Assert.Equal(3, given.Place().OfType<RunLeased>().Select(leased => leased.Node).Distinct().Count());
    }

    [Fact]
    public void No_more_is_placed_than_slots_and_the_asked_for_nodes_allow()
    {
        var given = Given.Nodes(3);
        given.Submit(Some.Echo(30));
        Assert.Equal(3 * Some.Facts.PluginSlots, given.Place().Count);

        given = Given.Nodes(3);
        given.Submit(Some.Echo(30) with { Limits = Some.Limits with { MaxNodeCount = 2 } });
        var leased = given.Place().OfType<RunLeased>().ToList();
        Assert.Equal(2, leased.Select(one => one.Node).Distinct().Count());
        Assert.Equal(2 * Some.Facts.PluginSlots, leased.Count);
        Assert.False(given.Network.PlacementWanted);
    }

    [Fact]
    public void Consumers_share_what_runs_and_priority_and_age_decide_within_a_consumer()
    {
        var given = Given.Nodes(1);
        var first = given.Submit(Some.Echo(10));
        var urgent = given.Submit(Some.Echo(1) with { Limits = Some.Limits with { Priority = 90 } });
        var other = given.Account(AccountKind.Consumer);
        var others = Given.Happened<JobSubmitted>(given.When(new SubmitJob(other, Some.Echo(10)))).Job;

        Assert.Equal(
            [urgent, others, first, others], given.Place().OfType<RunLeased>().Select(leased => leased.Run.Job));
    }

    [Theory]
    [InlineData(1, 1, 12, 12)]
    [InlineData(2, 1, 16, 8)]
    [InlineData(5, 1, 20, 4)]
    [InlineData(3, 5, 9, 15)]
    public void Consumers_of_unlike_weight_share_by_their_weights(int mine, int theirs, int myRuns, int theirRuns)
    {
        var given = Given.Nodes(0);
        var other = given.Account(AccountKind.Consumer);
        given.When(new SetQuota(given.Consumer, null, null, null, mine));
        given.When(new SetQuota(other, null, null, null, theirs));
        var first = given.Submit(Some.Echo(100));
        given.When(new SubmitJob(other, Some.Echo(100)));
        for (var i = 0; i < 24 / Some.Facts.PluginSlots; i++)
        {
            given.Node();
        }

        var leased = given.Place().OfType<RunLeased>().CountBy(run => run.Run.Job == first).ToDictionary();
        Assert.Equal((myRuns, theirRuns), (leased[true], leased[false]));
    }

    [Fact]
    public void A_share_that_its_consumer_does_not_use_is_for_the_others()
    {
        var given = Given.Nodes(3);
        var other = given.Account(AccountKind.Consumer);
        given.When(new SetQuota(other, null, null, null, AccountQuota.WeightMax));
        given.Submit(Some.Echo(100));

        Assert.Equal(3 * Some.Facts.PluginSlots, given.Place().OfType<RunLeased>().Count());
    }

    [Fact]
    public void A_waiting_job_is_told_of_its_accounts_share()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Echo(30));
        given.Place();

        var facts = Explain.Job(given.Network, given.TheJob.Id)!.Facts;
        Assert.Contains(facts, fact => fact.Contains("4 live runs and weight 1", StringComparison.Ordinal));
    }

    [Fact]
    public void When_no_node_is_free_nothing_more_is_wanted()
    {
        var given = Given.Nodes(0);
        given.Submit(Some.Echo());
        Assert.True(given.Network.PlacementWanted);

        Assert.Empty(given.Place());
        Assert.False(given.Network.PlacementWanted);
    }

    [Fact]
    public void A_node_whose_frames_nobody_could_check_is_passed_over_while_there_are_others()
    {
        var given = Given.Nodes(2);
        var lonely = given.Node(facts: Some.Facts with { DeviceClass = "rare" });
        given.Submit(Some.Frames("1-30"));

        Assert.DoesNotContain(lonely, given.Place().OfType<RunLeased>().Select(leased => leased.Node));
        var reasons = Explain.Job(given.Network, given.TheJob.Id)!.Facts;
        Assert.Contains(reasons, fact => fact.Contains("no verifier could check", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_that_is_alone_gets_frames_all_the_same()
    {
        var given = Given.Nodes(1);

        Assert.Equal(given[0], given.Lease(Some.Frames()).Node);
    }

    [Fact]
    public void Neighbours_and_nodes_of_one_operator_do_not_count_as_each_others_verifiers()
    {
        var given = Given.Nodes(2);
        var owner = given.Account(AccountKind.Operator);
        var facts = Some.Facts with { DeviceClass = "rare" };
        NodeId[] alone =
            [given.Node(owner, facts), given.Node(owner, facts), given.Node(null, facts, "203.0.113.0/24")];
        given.Submit(Some.Frames("1-30"));
        Assert.Contains(alone[0], given.Place().OfType<RunLeased>().Select(leased => leased.Node));

        given = Given.Nodes(2);
        alone = [given.Node(null, facts, "203.0.113.0/24"), given.Node(null, facts, "203.0.113.0/24")];
        given.Submit(Some.Frames("1-30"));
        Assert.Empty(given.Place().OfType<RunLeased>().Select(leased => leased.Node).Intersect(alone));
    }

    [Fact]
    public void What_is_not_there_has_no_explanation()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo(9));

        Assert.Null(Explain.Job(given.Network, new JobId(Guid.Empty)));
        Assert.Null(Explain.Node(given.Network, new NodeId(Guid.Empty)));
        Assert.Null(Explain.Task(given.Network, new TaskId(new JobId(Guid.Empty), 0)));
        Assert.Contains("has not started", Explain.Task(given.Network, leased.Run.TaskId)!.Summary);
        Assert.Contains("not cut", Explain.Task(given.Network, new TaskId(leased.Run.Job, 8))!.Summary);
        Assert.Contains("It has room", Explain.Node(given.Network, leased.Node)!.Summary);
    }

    private static string WhyNot(JobSpec spec, NodeFacts facts)
    {
        var given = Given.Nodes(0);
        given.Node(facts: facts);
        given.Submit(spec);
        Assert.Empty(given.Place());
        return string.Join(' ', Explain.Job(given.Network, given.TheJob.Id)!.Facts);
    }
}
