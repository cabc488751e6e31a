using Heliostat.Core.Jobs;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tests.Jobs;

/// <summary>What a consumer may still do to a job that was submitted.</summary>
public sealed class JobControlTests
{
    [Fact]
    public void Nothing_of_a_paused_job_is_placed_and_what_runs_goes_on()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo(9));
        Assert.Equal(["JobPaused"], Given.Names(Pause(given)));
        Assert.Contains("paused", Explain.Job(given.Network, leased.Run.Job)!.Summary, StringComparison.Ordinal);
        Assert.Contains(
            "paused", Explain.Task(given.Network, new(leased.Run.Job, 8))!.Summary, StringComparison.Ordinal);

        given.Report(leased.Node, Some.Result(leased.Run));
        Assert.Equal(1, given.TheJob.UnitsAccepted);
        given.Restart();
        Assert.Empty(given.Place());

        Assert.Equal(["JobResumed"], Given.Names(Resume(given)));
        Assert.NotEmpty(given.Place());
    }

    [Fact]
    public void Pausing_and_resuming_twice_changes_nothing()
    {
        var given = Given.Nodes(0);
        given.Submit(Some.Echo());

        Assert.Empty(Resume(given).Events);
        Pause(given);
        Assert.Empty(Pause(given).Events);
    }

    [Fact]
    public void A_task_that_comes_back_to_a_paused_job_waits()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());
        Pause(given);
        given.Fail(leased, FaultSide.Node);

        Assert.Empty(given.Place());
        Assert.Contains("paused", Explain.Task(given.Network, leased.Run.TaskId)!.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_an_open_job_of_ones_own_is_paused_resumed_and_edited()
    {
        var given = Given.Nodes(1);
        var job = given.Submit(Some.Echo());
        var stranger = given.OperatorOf(given[0]);
        Assert.Equal("job-unknown", given.RefusedCode(new PauseJob(job, stranger)));
        Assert.Equal("job-unknown", given.RefusedCode(new ResumeJob(job, stranger)));
        Assert.Equal("job-unknown", given.RefusedCode(new EditJob(job, stranger, 1, null, null, null)));

        Pause(given);
        given.When(new CancelJob(job, given.Consumer, "enough"));
        Assert.False(given.TheJob.IsPaused);
        Assert.Equal("job-ended", given.RefusedCode(new PauseJob(job, given.Consumer)));
        Assert.Equal("job-ended", given.RefusedCode(new ResumeJob(job, given.Consumer)));
        Assert.Equal("job-ended", given.RefusedCode(new EditJob(job, given.Consumer, 1, null, null, null)));
    }

    [Fact]
    public void An_edited_priority_moves_a_job_ahead()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Echo(2));
        var later = given.Submit(Some.Echo(2));
        given.When(new EditJob(later, given.Consumer, 90, null, null, null));
        given.Restart();

        Assert.Equal(later, given.Place().OfType<RunLeased>().First().Run.Job);
    }

    [Fact]
    public void Fewer_nodes_are_asked_for_and_those_too_many_get_nothing_new()
    {
        var given = Given.Nodes(3);
        given.Submit(Some.Echo(30));
        var leased = given.Place().OfType<RunLeased>().ToList();
        given.When(new EditJob(given.TheJob.Id, given.Consumer, null, 1, null, null));
        foreach (var run in leased.Where(run => run.Node != given[0]))
        {
            Assert.Empty(given.Place());
            given.Report(run.Node, Some.Result(run.Run, run.First));
        }

        Assert.Empty(given.Place());
        var last = leased.First(run => run.Node == given[0]);
        given.Report(given[0], Some.Result(last.Run, last.First));
        Assert.Equal(given[0], given.Place().OfType<RunLeased>().Single().Node);
    }

    [Fact]
    public void A_run_keeps_the_time_limit_with_which_it_was_leased()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());
        given.When(new EditJob(leased.Run.Job, given.Consumer, null, null, null, 3_600_000));
        given.Report(leased.Node, new JobStatus(leased.Run, "running"));
        Assert.Equal(["RunLost", "NodeFaulted"], Given.Names(given.After(120_000)));

        var again = given.Place().OfType<RunLeased>().Single();
        given.Report(again.Node, new JobStatus(again.Run, "running"));
        Assert.Empty(given.After(120_000).Events);
    }

    [Fact]
    public void A_limit_of_nodes_is_lifted_by_naming_zero()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Echo() with { Limits = Some.Limits with { MaxNodeCount = 2 } });
        given.When(new EditJob(given.TheJob.Id, given.Consumer, null, 0, null, null));

        Assert.Null(given.TheJob.Limits.MaxNodeCount);
    }

    [Fact]
    public void Limits_that_no_job_may_have_and_retries_that_are_used_are_refused()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());
        given.Fail(leased, FaultSide.Job);

        Assert.Equal("priority-invalid", Refused(new(default, default, 101, null, null, null)));
        Assert.Equal("max-node-count-invalid", Refused(new(default, default, null, -1, null, null)));
        Assert.Equal("max-retry-count-invalid", Refused(new(default, default, null, null, -1, null)));
        Assert.Equal("max-timeout-run-ms-invalid", Refused(new(default, default, null, null, null, 1)));
        Assert.Equal("max-retry-count-used", Refused(new(default, default, null, null, 0, null)));
        Assert.Empty(given.When(new EditJob(leased.Run.Job, given.Consumer, 50, null, 1, 60_000)).Events);

        string? Refused(EditJob edit) =>
            given.RefusedCode(edit with { Job = leased.Run.Job, Account = given.Consumer });
    }

    private static Decision Pause(Given given) => given.When(new PauseJob(given.TheJob.Id, given.Consumer));

    private static Decision Resume(Given given) => given.When(new ResumeJob(given.TheJob.Id, given.Consumer));
}
