using System.Text.Json;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tests.Tasks;

/// <summary>What a node may say of a run, and when a run is lost.</summary>
public sealed class RunTests
{
    [Fact]
    public void A_lost_lease_cannot_be_reported()
    {
        var given = Given.Nodes(2);
        var leased = given.Lease(Some.Echo());
        var other = given[0] == leased.Node ? given[1] : given[0];

        Assert.Equal("lease-lost", Given.RefusedMessage(given.Report(other, Some.Result(leased.Run))));
        given.Fail(leased, FaultSide.Node);
        Assert.Equal("lease-lost", Given.RefusedMessage(given.Report(leased.Node, Some.Result(leased.Run))));
        Assert.Equal("lease-lost", Given.RefusedMessage(given.Fail(leased, FaultSide.Node)));
        Assert.Equal(
            "lease-lost", Given.RefusedMessage(given.Report(leased.Node, new JobStatus(leased.Run, "running"))));
    }

    [Fact]
    public void A_report_that_breaks_a_rule_changes_nothing()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Frames("1-2", 2));
        var result = Some.Result(leased.Run);
        var large = JsonSerializer.SerializeToElement(new string('x', JobResult.ResultBytesMax));

        Assert.Equal("unit-unknown", Refused(result with { Unit = 2 }));
        Assert.Equal("unit-unknown", Refused(result with { Unit = -1 }));
        Assert.Equal("duration-invalid", Refused(result with { ExecutionMs = -1 }));
        Assert.Equal("file-missing", Refused(result with { File = null }));
        Assert.Equal("result-too-large", Refused(result with { Result = large }));
        Assert.Equal("status-unknown", Refused(new JobStatus(leased.Run, "dreaming")));
        Assert.Equal("failure-invalid", Refused(new JobFailure(leased.Run, new RunFailure("", FaultSide.Job, ""))));
        Assert.Null(Refused(result));
        Assert.Equal("already-reported", Refused(result));
        Assert.Equal("already-reported", Refused(new JobStatus(leased.Run, "running")));

        string? Refused(NodeMessage message) => Given.RefusedMessage(given.Report(leased.Node, message));
    }

    [Fact]
    public void A_message_that_the_host_does_not_believe_is_refused_for_its_reason()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());
        var body = System.Text.Encoding.UTF8.GetString(EnvelopeText.WriteBody(new([Some.Result(leased.Run)])));
        var session = given.NodeOf(0).Session!.Value;
        var decision = given.When(new Core.Nodes.ReportEnvelope(
            leased.Node, session, 9, body, "signature",
            [new MessageRefusal(0, "blob-missing", "It is not there.")], null));

        Assert.Equal("blob-missing", Given.RefusedMessage(decision));
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void A_result_starts_a_run_of_which_nobody_said_that_it_started()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Plugin("count_words"));

        Assert.Equal(
            ["RunStarted", "UnitReported", "UnitAccepted", "JobCompleted"],
            Given.Names(given.Report(leased.Node, Some.Result(leased.Run))));
    }

    [Fact]
    public void An_echo_of_something_else_is_rejected_and_done_again()
    {
        var given = Given.Nodes(2);
        var leased = given.Lease(Some.Echo());
        var decision = given.Report(leased.Node, Some.Result(leased.Run, 0, Some.Hash("something else")));

        Assert.Equal(["RunStarted", "UnitReported", "UnitRejected", "NodeFaulted"], Given.Names(decision));
        Assert.NotEqual(leased.Node, given.Place().OfType<RunLeased>().Single().Node);
    }

    [Fact]
    public void A_run_that_does_not_start_or_end_in_time_is_lost()
    {
        var given = Given.Nodes(1);
        given.Lease(Some.Echo());
        Assert.Empty(given.After(359_999).Events);
        Assert.Equal(["RunLost", "NodeFaulted"], Given.Names(given.After(1)));

        var again = given.Place().OfType<RunLeased>().Single();
        given.Report(again.Node, new JobStatus(again.Run, "running"));
        Assert.Empty(given.After(119_999).Events);
        Assert.Equal(["RunLost", "NodeFaulted"], Given.Names(given.After(1)));
    }

    [Fact]
    public void The_next_attempt_does_only_what_is_open()
    {
        var given = Given.Nodes(2);
        var leased = given.Lease(Some.Frames("1-4", 4));
        given.Report(leased.Node, Some.Result(leased.Run, 1), Some.Result(leased.Run, 2));
        given.Fail(leased, FaultSide.Node);
        var again = given.Place().OfType<RunLeased>().Single();

        Assert.Equal((leased.Run with { Attempt = 2 }, 0, 4), (again.Run, again.First, again.Count));
        Assert.Equal([0, 3], again.Only);
    }

    [Fact]
    public void Ten_node_faults_are_borne_and_the_eleventh_ends_the_job()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Echo());
        for (var i = 0; i < 11; i++)
        {
            Assert.Equal(i == 0 ? JobState.Pending : JobState.Assigned, given.TheJob.State);
            given.Place();
            given.When(new Core.Nodes.ReportSilence(given[0]));
            given.Wait(300_000);
            given.When(new Core.Nodes.HearHeartbeat(given[0]));
        }

        Assert.Equal(JobState.Failed, given.TheJob.State);
    }
}
