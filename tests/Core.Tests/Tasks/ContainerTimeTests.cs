using Heliostat.Core.Founding;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Core.Tests.Tasks;

/// <summary>A container's three time limits, and failures that its image causes.</summary>
public sealed class ContainerTimeTests
{
    private const long AssignMs = 300_000;
    private const long GraceMs = 60_000;
    private const long ContainerGraceMs = 900_000;

    [Fact]
    public void A_job_that_no_node_takes_in_time_fails()
    {
        var given = Given.Nodes(0);
        given.Submit(Waiting());
        given.Restart();
        Assert.Equal(given.Now.PlusMs(AssignMs), given.TheJob.AssignBy);
        Assert.False(Tick.IsDue(given.Network, given.Now.PlusMs(AssignMs - 1)));

        var failed = Given.Happened<JobFailed>(given.After(AssignMs));
        Assert.StartsWith("assign-timed-out: ", failed.Reason);
        Assert.Equal(JobState.Failed, given.TheJob.State);
        Assert.Null(given.TheJob.AssignBy);
        Assert.False(Tick.IsDue(given.Network, given.Now));
    }

    [Fact]
    public void Time_in_which_a_job_is_paused_or_depends_on_another_does_not_count()
    {
        var given = Given.Nodes(0);
        var first = given.Submit(Some.Echo());
        var job = given.Submit(Waiting() with { DependsOn = [first] });
        Assert.Null(given.TheJob.AssignBy);

        var node = given.Node();
        given.Wait(AssignMs);
        var run = given.Place().OfType<RunLeased>().Single();
        given.Report(node, Some.Result(run.Run));
        Assert.Equal(given.Now.PlusMs(AssignMs), given.TheJob.AssignBy);

        given.When(new PauseJob(job, given.Consumer));
        Assert.Null(given.TheJob.AssignBy);
        given.Wait(AssignMs);
        given.When(new ResumeJob(job, given.Consumer));
        Assert.Equal(given.Now.PlusMs(AssignMs), given.TheJob.AssignBy);
    }

    [Fact]
    public void The_time_to_find_a_node_ends_with_a_lease_and_begins_anew_when_the_run_is_lost()
    {
        var given = OneNode();
        var run = given.Lease(Waiting());
        Assert.Null(given.TheJob.AssignBy);

        given.Fail(run, FaultSide.Node);
        Assert.Equal(given.Now.PlusMs(AssignMs), given.TheJob.AssignBy);
    }

    [Fact]
    public void An_outage_of_the_manager_gives_a_waiting_job_fresh_time()
    {
        var given = Given.Nodes(0);
        given.Submit(Waiting());
        given.Wait(AssignMs);
        given.Network.Apply(new ManagerOpened("test"), given.Now);

        Assert.Equal(given.Now.PlusMs(NodePresence.FreshAfterOutageMs), given.TheJob.AssignBy);
        Assert.Equal(given.TheJob.AssignBy, given.Network.Jobs.NextAssignBy);
    }

    [Fact]
    public void A_container_that_does_not_run_in_time_goes_elsewhere_and_then_is_the_jobs_fault()
    {
        var given = OneNode();
        given.Node(facts: Some.ContainerFacts);
        var limits = Some.Limits with { MaxRetryCount = 0, MaxTimeoutStartMs = 120_000 };
        var spec = Some.Container() with { Limits = limits };
        var run = given.Lease(spec);

        var late = given.After(120_000 + GraceMs);
        Assert.Equal(FailureReasons.StartTimedOut, late.Events.OfType<RunFailed>().Single().Failure.Reason);
        Assert.Empty(late.Events.OfType<NodeFaulted>());
        Assert.True(given.TheJob.IsOpen);

        var again = given.Place().OfType<RunLeased>().Single();
        Assert.NotEqual(run.Node, again.Node);
        given.After(120_000 + GraceMs);
        Assert.Equal("task 0 failed once: start-timed-out", given.TheJob.StateReason);
    }

    [Fact]
    public void A_run_that_takes_too_long_is_lost_and_says_so()
    {
        var given = OneNode();
        var run = given.Lease(Some.Container());
        given.Report(run.Node, new Protocol.Nodes.JobStatus(run.Run, "running"));
        Assert.Empty(given.After(60_000 + ContainerGraceMs - 1).Events.OfType<RunLost>());

        Assert.Equal(FailureReasons.TimedOut, given.After(1).Events.OfType<RunLost>().Single().Reason);
    }

    [Theory]
    [InlineData(FailureReasons.ImageNotFound, FaultSide.Job)]
    [InlineData(FailureReasons.ImageLoginRefused, FaultSide.Node)]
    public void A_refused_image_is_tried_by_one_other_node_and_then_the_job_fails(string reason, FaultSide side)
    {
        var given = OneNode();
        given.Node(facts: Some.ContainerFacts);
        given.Node(facts: Some.ContainerFacts);
        var run = given.Lease(Some.Container() with { Limits = Some.Limits with { MaxRetryCount = 50 } });

        Assert.Empty(given.Fail(run, side, reason).Events.OfType<NodeFaulted>());
        var again = given.Place().OfType<RunLeased>().Single();
        Assert.NotEqual(run.Node, again.Node);
        given.Fail(again, side, reason, unit: 0);

        Assert.Equal(JobState.Failed, given.TheJob.State);
        Assert.Contains(reason, given.TheJob.StateReason);
        Assert.Equal(0, given.NodeOf(0).Faults + given.NodeOf(1).Faults);
    }

    [Fact]
    public void Many_runs_of_one_bad_image_end_with_the_second_node_that_says_so()
    {
        var given = OneNode();
        given.Node(facts: Some.ContainerFacts);
        given.Submit(Some.Container(16));
        var runs = given.Place().OfType<RunLeased>().DistinctBy(run => run.Node).ToList();

        given.Fail(runs[0], FaultSide.Unknown, FailureReasons.ImageNotFound);
        Assert.True(given.TheJob.IsOpen);
        given.Fail(runs[1], FaultSide.Unknown, FailureReasons.ImageNotFound);
        Assert.Equal(JobState.Failed, given.TheJob.State);
        Assert.Equal(0, given.NodeOf(0).Load.CpuMillis + given.NodeOf(1).Load.CpuMillis);
    }

    private static JobSpec Waiting() => Some.Container() with
    {
        Limits = Some.Limits with { MaxTimeoutAssignMs = AssignMs },
    };

    private static Given OneNode()
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.ContainerFacts);
        return given;
    }
}
