using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Jobs;

/// <summary>Jobs that wait for other jobs.</summary>
public sealed class DependencyTests
{
    [Fact]
    public void A_job_begins_when_the_last_job_it_depends_on_is_completed()
    {
        var given = Given.Nodes(2);
        var (first, second) = (given.Submit(Some.Echo()), given.Submit(Some.Echo()));
        var last = given.Submit(After(first, second));
        Assert.Contains($"{first}", given.TheJob.StateReason, StringComparison.Ordinal);
        var leased = given.Place().OfType<RunLeased>().ToList();
        Assert.DoesNotContain(leased, run => run.Run.Job == last);
        Assert.Contains($"{first} (Assigned)", Why(given, last), StringComparison.Ordinal);

        Assert.Empty(Finish(given, leased[0]).Events.OfType<JobReleased>());
        given.Restart();
        Assert.Equal(last, Given.Happened<JobReleased>(Finish(given, leased[1])).Job);
        Assert.Equal(last, given.Place().OfType<RunLeased>().Single().Run.Job);
    }

    [Fact]
    public void What_is_completed_already_keeps_nobody_waiting()
    {
        var given = Given.Nodes(1);
        var first = given.Lease(Some.Echo());
        Finish(given, first);
        var decision = given.When(new SubmitJob(given.Consumer, After(first.Run.Job)));

        Assert.Equal(["JobSubmitted", "JobReleased"], Given.Names(decision));
        Assert.Empty(given.TheJob.StateReason);
        Assert.Single(given.Place());
    }

    [Fact]
    public void A_completed_job_that_left_the_books_counts_by_what_the_host_knows_of_it()
    {
        var given = Given.Nodes(1);
        var gone = new JobId(Guid.Parse("00000000-0000-0000-0000-000000000001"));
        Assert.Equal("dependency-missing", given.RefusedCode(new SubmitJob(given.Consumer, After(gone))));
        Assert.Equal("dependency-ended", given.RefusedCode(
            new SubmitJob(given.Consumer, After(gone), [new FinalJob(gone, JobState.Failed, 7)])));

        given.When(new SubmitJob(given.Consumer, After(gone), [new FinalJob(gone, JobState.Completed, 7)]));
        Assert.Single(given.Place());
    }

    [Fact]
    public void What_depends_on_a_job_that_fails_fails_with_it_down_to_the_last()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo() with { Limits = Some.Limits with { MaxRetryCount = 0 } });
        var second = given.Submit(After(leased.Run.Job));
        var third = given.Submit(After(second));
        var decision = given.Fail(leased, FaultSide.Job);

        var failed = decision.Events.OfType<JobFailed>().ToList();
        Assert.Equal([leased.Run.Job, second, third], failed.Select(e => e.Job));
        Assert.Equal($"job {leased.Run.Job}, which it depends on, failed", failed[1].Reason);
        Assert.Equal($"job {second}, which it depends on, failed", failed[2].Reason);
        Assert.Equal("dependency-ended", given.RefusedCode(new SubmitJob(given.Consumer, After(third))));
    }

    [Fact]
    public void What_depends_on_a_job_that_is_cancelled_fails_and_names_it()
    {
        var given = Given.Nodes(0);
        var first = given.Submit(Some.Echo());
        var (second, third) = (given.Submit(After(first)), given.Submit(After(first)));
        given.When(new CancelJob(second, given.Consumer, "not needed"));
        var decision = given.When(new CancelJob(first, given.Consumer, "enough"));

        Assert.Equal(third, Given.Happened<JobFailed>(decision).Job);
        Assert.Equal($"job {first}, which it depends on, was cancelled", given.TheJob.StateReason);
    }

    [Fact]
    public void A_job_depends_on_a_bounded_number_of_jobs_of_its_own_account()
    {
        var given = Given.Nodes(0);
        var job = given.Submit(Some.Echo());
        var other = given.Account(AccountKind.Consumer);
        var many = Enumerable.Range(1, JobSpec.DependsOnMax + 1).Select(i => new JobId(new Guid(i, 0, 0, new byte[8])));

        Assert.Equal("dependency-missing", given.RefusedCode(new SubmitJob(other, After(job))));
        Assert.Equal("depends-on-invalid", given.RefusedCode(new SubmitJob(given.Consumer, After(job, job))));
        Assert.Equal("depends-on-invalid", given.RefusedCode(new SubmitJob(given.Consumer, After([.. many]))));
    }

    private static JobSpec After(params JobId[] jobs) => Some.Echo() with { DependsOn = jobs };

    private static Decision Finish(Given given, RunLeased leased) => given.Report(leased.Node, Some.Result(leased.Run));

    private static string Why(Given given, JobId job) => Explain.Job(given.Network, job)!.Summary;
}
