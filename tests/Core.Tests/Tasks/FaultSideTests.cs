using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Scheduling;
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

    [Fact]
    public void A_frame_that_fails_is_counted_for_itself_and_done_last()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Frames("1-4", 4));
        given.Fail(leased, FaultSide.Job, unit: 1);
        var again = Next(given);
        Assert.Equal([0, 2, 3, 1], again.Only);

        given.Report(again.Node, Some.Result(again.Run), Some.Result(again.Run, 2));
        given.Fail(again, FaultSide.Job, unit: 3);
        Assert.Equal((1, 1, 0), (given.Task().JobFaultsOf(1), given.Task().JobFaultsOf(3), given.Task().JobFaults));
        Assert.Contains(
            Explain.Task(given.Network, again.Run.TaskId)!.Facts,
            fact => fact.Contains("1 times at its frame 4", StringComparison.Ordinal));

        given.Fail(Next(given), FaultSide.Job, unit: 3);
        Assert.Equal(JobState.Failed, given.TheJob.State);
        Assert.Equal("frame 4 failed 2 times: crashed", given.TheJob.StateReason);
    }

    [Fact]
    public void Frames_that_one_node_must_do_in_turn_stay_in_turn()
    {
        var spec = Some.Frames("1-4");
        var given = Given.Nodes(1);
        given.Fail(
            given.Lease(spec with { Blender = spec.Blender! with { OneTask = true } }), FaultSide.Job, unit: 1);

        Assert.Null(Next(given).Only);
    }

    [Fact]
    public void What_two_operators_cannot_name_is_the_jobs_only_where_it_is_the_same_frame()
    {
        var given = Given.Nodes(2);
        given.Fail(given.Lease(Some.Frames("1-2", 2)), FaultSide.Unknown, unit: 0);
        given.Fail(Next(given), FaultSide.Unknown, unit: 1);

        Assert.Equal([0, 1], given.Task().Unknown.Select(fault => fault.Unit!.Value));
        given.Fail(Next(given), FaultSide.Unknown, unit: 0);
        given.Fail(Next(given), FaultSide.Unknown, unit: 0);
        Assert.Equal((1, 0), (given.Task().JobFaultsOf(0), given.Task().JobFaultsOf(1)));
        Assert.Equal(1, given.Task().Unknown.Single().Unit);
    }

    [Fact]
    public void A_run_fails_at_a_unit_that_it_owes()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Frames("1-2", 2));
        given.Report(leased.Node, Some.Result(leased.Run));

        Assert.Equal("unit-unknown", Given.RefusedMessage(given.Fail(leased, FaultSide.Job, unit: 0)));
        Assert.Equal("unit-unknown", Given.RefusedMessage(given.Fail(leased, FaultSide.Job, unit: 2)));
        Assert.Null(Given.RefusedMessage(given.Fail(leased, FaultSide.Job, unit: 1)));
    }

    [Theory]
    [InlineData(FaultSide.Node)]
    [InlineData(FaultSide.Unknown)]
    public void A_node_that_fails_two_runs_of_a_job_gets_no_more_of_it(FaultSide side)
    {
        var given = Given.Nodes(2);
        given.Submit(Some.Echo(20));
        var leased = given.Place().OfType<RunLeased>().Where(run => run.Node == given[0]).ToList();
        given.Fail(leased[0], side);
        Assert.Contains(given[0], given.Place().OfType<RunLeased>().Select(run => run.Node));
        given.Fail(leased[1], side);

        Assert.Empty(given.Place());
        Assert.Contains(
            Explain.Job(given.Network, given.TheJob.Id)!.Facts,
            fact => fact.Contains("failed 2 runs of this job", StringComparison.Ordinal));
        given.Submit(Some.Echo());
        Assert.Equal(given[0], Next(given).Node);
    }

    [Fact]
    public void A_node_that_failed_often_goes_on_where_no_other_may_come_and_where_the_job_was_to_blame()
    {
        var alone = Given.Nodes(1);
        var leased = alone.Lease(Some.Echo(20));
        alone.Fail(leased, FaultSide.Node);
        alone.Fail(Next(alone), FaultSide.Node);
        Assert.Equal(alone[0], Next(alone).Node);

        var given = Given.Nodes(2);
        given.Fail(given.Lease(Some.Echo() with { Limits = Some.Limits with { MaxRetryCount = 9 } }), FaultSide.Job);
        given.Fail(Next(given), FaultSide.Job);
        given.Fail(Next(given), FaultSide.Unknown);
        given.Fail(Next(given), FaultSide.Unknown);
        Assert.All(given.TheJob.Nodes.Values, node => Assert.Equal(0, node.Faults));
    }

    private static RunLeased Next(Given given) => given.Place().OfType<RunLeased>().First();
}
