using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tests.Tasks;

/// <summary>Containers that run until they are stopped.</summary>
public sealed class PersistentTests
{
    private const long YearMs = 365L * 24 * 3_600_000;
    private const long SteadyAfterMs = 600_000;
    private const long StopMsMax = 60_000;
    private const long WaitMsMax = 300_000;
    private const int NodeFaultsPerTaskMax = 10;

    [Fact]
    public void A_run_that_is_up_has_no_end_of_its_own()
    {
        var given = TwoNodes();
        Started(given, Some.Persistent());

        Assert.False(Tick.IsDue(given.Network, given.Now.PlusMs(10 * YearMs)));
        Assert.Equal(JobState.Running, given.TheJob.State);
    }

    [Fact]
    public void A_result_of_it_is_refused()
    {
        var given = TwoNodes();
        var run = Started(given, Some.Persistent());

        Assert.Equal("result-strange", Given.RefusedMessage(given.Report(run.Node, Some.Left(run.Run))));
    }

    [Fact]
    public void It_is_cancelled_once_its_node_says_that_it_stopped()
    {
        var given = TwoNodes();
        var run = Started(given, Some.Persistent());
        var cancelled = given.When(new CancelJob(given.TheJob.Id, given.Consumer, "enough"));

        Assert.Equal(["JobCancelling", "RunStopping"], Given.Names(cancelled));
        Assert.Equal((JobState.Cancelling, 1_000), (given.TheJob.State, LoadOf(given, run.Node)));
        Assert.Empty(given.Place());
        given.Restart();

        var stopped = given.Fail(run, FaultSide.Job, FailureReasons.Stopped);
        Assert.Equal(["RunCancelled", "JobCancelled"], Given.Names(stopped));
        Assert.Equal((JobState.Cancelled, 0), (given.TheJob.State, LoadOf(given, run.Node)));
        Assert.Equal("enough", given.TheJob.StateReason);
    }

    [Fact]
    public void A_node_that_does_not_say_so_is_waited_for_a_minute_and_is_not_to_blame()
    {
        var given = TwoNodes();
        Started(given, Some.Persistent());
        given.When(new CancelJob(given.TheJob.Id, given.Consumer, "enough"));
        Assert.Empty(given.After(StopMsMax - 1).Events);

        Assert.Equal(["RunCancelled", "JobCancelled"], Given.Names(given.After(1)));
    }

    [Fact]
    public void A_node_that_is_lost_or_has_forgotten_it_while_it_is_stopped_ends_it_as_well()
    {
        var (lost, forgotten) = (TwoNodes(), TwoNodes());
        var run = Started(lost, Some.Persistent());
        lost.When(new CancelJob(lost.TheJob.Id, lost.Consumer, "enough"));
        lost.When(new ReportSilence(run.Node));
        Assert.Equal(JobState.Cancelled, lost.TheJob.State);

        run = Started(forgotten, Some.Persistent());
        forgotten.When(new CancelJob(forgotten.TheJob.Id, forgotten.Consumer, "enough"));
        forgotten.Disconnect(run.Node);
        forgotten.Connect(run.Node, Some.ContainerFacts);
        Assert.Equal(JobState.Cancelled, forgotten.TheJob.State);
        Assert.All(forgotten.Network.Nodes.All, node => Assert.Equal(0, node.Faults));
    }

    [Fact]
    public void One_that_waits_for_a_node_is_cancelled_at_once()
    {
        var given = Given.Nodes(0);
        given.Submit(Some.Persistent());
        given.When(new CancelJob(given.TheJob.Id, given.Consumer, "enough"));

        Assert.Equal(JobState.Cancelled, given.TheJob.State);
    }

    [Fact]
    public void An_agent_that_restarts_has_longer_to_come_back_with_its_container()
    {
        var given = TwoNodes();
        var run = Started(given, Some.Persistent());
        given.Disconnect(run.Node);
        Assert.False(Tick.IsDue(given.Network, given.Now.PlusMs(NodePresence.PersistentLostAfterClosedMs - 1)));

        given.Wait(NodePresence.PersistentLostAfterClosedMs - 1);
        Assert.Empty(given.Connect(run.Node, Some.ContainerFacts, [run.Run]).Events.OfType<RunLost>());
        Assert.Equal((TaskState.Running, 1), (given.Task().State, given.Task().Attempt));
    }

    [Fact]
    public void What_else_a_closed_node_had_is_lost_before()
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.ContainerFacts with { Capabilities = ["docker", "echo"] });
        Started(given, Some.Persistent());
        var echo = given.Lease(Some.Echo());
        given.Disconnect(echo.Node);

        var lost = given.After(NodePresence.LostAfterClosedMs).Events.OfType<RunLost>().Single();
        Assert.Equal(echo.Run, lost.Run);
        Assert.False(Tick.IsDue(given.Network, given.Now));
        var rest = NodePresence.PersistentLostAfterClosedMs - NodePresence.LostAfterClosedMs;
        Assert.Single(given.After(rest).Events.OfType<RunLost>());
    }

    [Fact]
    public void A_lost_node_costs_the_job_nothing_however_often()
    {
        var given = TwoNodes();
        var run = Started(given, Some.Persistent());
        for (var i = 0; i < 3 * NodeFaultsPerTaskMax; i++)
        {
            given.Wait(SteadyAfterMs);
            given.When(new HearHeartbeat(given[0]));
            given.When(new HearHeartbeat(given[1]));
            given.When(new ReportSilence(run.Node));
            var again = given.Place().OfType<RunLeased>().Single();
            Assert.NotEqual(run.Node, again.Node);
            given.Connect(run.Node, Some.ContainerFacts);
            run = again;
            given.Report(run.Node, new JobStatus(run.Run, JobStatus.Running));
        }

        Assert.Equal(JobState.Running, given.TheJob.State);
    }

    [Fact]
    public void A_run_that_never_comes_up_for_long_ends_the_job_in_the_end()
    {
        var given = TwoNodes();
        var run = Started(given, Some.Persistent());
        for (var i = 0; i < 2 * NodeFaultsPerTaskMax && given.TheJob.IsOpen; i++)
        {
            given.When(new ReportSilence(run.Node));
            given.Connect(run.Node, Some.ContainerFacts);
            given.Wait(WaitMsMax);
            given.When(new HearHeartbeat(run.Node));
            run = given.Place().OfType<RunLeased>().SingleOrDefault() ?? run;
            given.Report(run.Node, new JobStatus(run.Run, JobStatus.Running));
        }

        Assert.Equal(JobState.Failed, given.TheJob.State);
        Assert.Contains("was placed 11 times", given.TheJob.StateReason);
    }

    [Fact]
    public void One_that_ends_by_itself_fails_unless_it_may_be_tried_again()
    {
        var given = TwoNodes();
        given.Fail(Started(given, Some.Persistent()), FaultSide.Job, FailureReasons.Exited);
        Assert.Equal("task 0 failed once: exited", given.TheJob.StateReason);

        var run = Started(given, Some.Persistent(retries: 1));
        for (var i = 0; i < 5; i++)
        {
            given.Wait(SteadyAfterMs);
            given.Fail(run, FaultSide.Job, FailureReasons.Exited);
            run = given.Place().OfType<RunLeased>().Single();
            given.Report(run.Node, new JobStatus(run.Run, JobStatus.Running));
        }

        given.Fail(run, FaultSide.Job, FailureReasons.Exited);
        Assert.Equal("task 0 failed 2 times: exited", given.TheJob.StateReason);
    }

    [Fact]
    public void A_job_that_ran_once_waits_for_another_node_as_long_as_it_takes()
    {
        var given = TwoNodes();
        var spec = Some.Persistent();
        var run = Started(given, spec with { Limits = spec.Limits with { MaxTimeoutAssignMs = 300_000 } });
        given.When(new ReportSilence(run.Node));

        Assert.Null(given.TheJob.AssignBy);
    }

    private static RunLeased Started(Given given, JobSpec spec)
    {
        var run = given.Lease(spec);
        given.Report(run.Node, new JobStatus(run.Run, JobStatus.Running));
        return run;
    }

    private static long LoadOf(Given given, Protocol.Values.NodeId node) =>
        given.Network.Nodes.Find(node)!.Load.CpuMillis;

    private static Given TwoNodes()
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.ContainerFacts);
        given.Node(facts: Some.ContainerFacts);
        return given;
    }
}
