using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Core.Tests.Tasks;

/// <summary>Whose fault a failure is, and who pays for it.</summary>
public sealed class FaultSideTests
{
    [Fact]
    public void A_failure_of_the_job_counts_against_the_job_only()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());

        Assert.Equal(["RunFailed"], Given.Names(given.Fail(leased, FaultSide.Job)));
        Assert.Equal((1, 0), (given.Task().JobFaults, given.Task().NodeFaults));
        Assert.Equal(0, given.NodeOf(0).Faults);
        Assert.Equal(["RunFailed", "JobFailed"], Given.Names(given.Fail(Next(given), FaultSide.Job)));
    }

    [Fact]
    public void A_failure_of_the_node_counts_against_the_node_and_takes_the_task_elsewhere()
    {
        var given = Given.Nodes(2);
        var leased = given.Lease(Some.Echo());

        Assert.Equal(["RunFailed", "NodeFaulted"], Given.Names(given.Fail(leased, FaultSide.Node)));
        Assert.Equal((0, 1), (given.Task().JobFaults, given.Task().NodeFaults));
        Assert.NotEqual(leased.Node, Next(given).Node);
    }

    [Fact]
    public void What_two_operators_cannot_name_is_the_jobs()
    {
        var given = Given.Nodes(2);
        var leased = given.Lease(Some.Echo());
        Assert.Equal(["RunFailed"], Given.Names(given.Fail(leased, FaultSide.Unknown)));
        var decision = given.Fail(Next(given), FaultSide.Unknown);

        Assert.Equal(FaultSide.Job, Given.Happened<FaultsSettled>(decision).Side);
        Assert.Equal((1, 0), (given.Task().JobFaults, given.Task().Unknown.Count));
        Assert.Empty(given.Task().Avoid);
        Assert.All(given.Network.Nodes.All, node => Assert.Equal(0, node.Faults));
    }

    [Fact]
    public void What_two_nodes_of_one_operator_cannot_name_stays_open()
    {
        var given = Given.Nodes(1);
        given.Node(given.OperatorOf(given[0]));
        given.Fail(given.Lease(Some.Echo()), FaultSide.Unknown);
        var decision = given.Fail(Next(given), FaultSide.Unknown);

        Assert.Empty(decision.Events.OfType<FaultsSettled>());
        Assert.Equal(2, given.Task().Unknown.Count);
    }

    [Fact]
    public void What_succeeded_elsewhere_was_the_nodes()
    {
        var given = Given.Nodes(2);
        var leased = given.Lease(Some.Echo());
        given.Fail(leased, FaultSide.Unknown);
        var again = Next(given);
        var decision = given.Report(again.Node, Some.Result(again.Run));

        Assert.Equal(leased.Node, Given.Happened<NodeFaulted>(decision).Node);
        Assert.Equal(JobState.Completed, given.TheJob.State);
    }

    [Fact]
    public void A_task_that_failed_on_every_node_is_tried_again_rather_than_never()
    {
        var given = Given.Nodes(2);
        given.Fail(given.Lease(Some.Echo()), FaultSide.Node);
        given.Fail(Next(given), FaultSide.Node);

        Assert.Equal(2, given.Task().Avoid.Count);
        Assert.Equal(3, Next(given).Run.Attempt);
    }

    private static RunLeased Next(Given given) => given.Place().OfType<RunLeased>().First();
}
