using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Jobs;

/// <summary>What a job may ask for, and how it ends.</summary>
public sealed class SubmitJobTests
{
    [Fact]
    public void Only_a_consumer_that_is_not_banned_submits_jobs()
    {
        var given = Given.Nodes(1);
        var other = given.Account(AccountKind.Consumer);
        given.When(new BanAccount(other, "abuse"));

        Assert.Equal("consumer-unknown", given.RefusedCode(new SubmitJob(given.OperatorOf(given[0]), Some.Echo())));
        Assert.Equal("consumer-unknown", given.RefusedCode(new SubmitJob(other, Some.Echo())));
        Assert.Equal("consumer-unknown", given.RefusedCode(new SubmitJob(new AccountId(Guid.Empty), Some.Echo())));
    }

    [Fact]
    public void A_job_has_the_parameters_of_one_type_and_is_a_batch()
    {
        Assert.Equal("parameters-invalid", Refused(Some.Echo() with { Plugin = null }));
        Assert.Equal("parameters-invalid", Refused(Some.Echo() with { Blender = Some.Blender("1", 1) }));
        Assert.Equal("task-unsupported", Refused(Some.Echo() with { Kind = JobKind.Persistent }));
    }

    [Fact]
    public void What_a_job_needs_and_may_take_has_bounds()
    {
        var spec = Some.Echo();
        Assert.Equal("cpu-count-invalid", Refused(spec with { Needs = new(-1, 0, 0, 0) }));
        Assert.Equal("gpu-count-invalid", Refused(spec with { Needs = new(0, JobNeeds.CountMax + 1, 0, 0) }));
        Assert.Equal("min-ram-gb-invalid", Refused(spec with { Needs = new(0, 0, -1, 0) }));
        Assert.Equal("min-storage-gb-invalid", Refused(spec with { Needs = new(0, 0, 0, -1) }));
        Assert.Equal("max-node-count-invalid", Refused(spec with { Limits = Some.Limits with { MaxNodeCount = 0 } }));
        Assert.Equal(
            "max-retry-count-invalid", Refused(spec with { Limits = Some.Limits with { MaxRetryCount = 101 } }));
        Assert.Equal("max-timeout-run-ms-invalid", Refused(
            spec with { Limits = Some.Limits with { MaxTimeoutRunMs = JobLimits.TimeoutRunMsMin - 1 } }));
        Assert.Equal("priority-invalid", Refused(spec with { Limits = Some.Limits with { Priority = 101 } }));
        Assert.Equal("count-invalid", Refused(Some.Echo(0)));
        Assert.Equal("job-type-invalid", Refused(Some.Plugin("")));
    }

    [Fact]
    public void What_a_scene_asks_for_has_bounds()
    {
        Assert.Equal("frames-invalid", Refused(Some.Frames("nonsense")));
        Assert.Equal("frames-invalid", Refused(Some.Frames("1-10000000")));
        Assert.Equal("chunk-invalid", Refused(Some.Frames(chunk: -1)));
        Assert.Equal("width-invalid", Refused(With(Some.Blender("1", 1) with { Width = 0 })));
        Assert.Equal(
            "height-invalid", Refused(With(Some.Blender("1", 1) with { Height = BlenderSettings.SideMax + 1 })));
        Assert.Equal("samples-invalid", Refused(With(Some.Blender("1", 1) with { Samples = 0 })));

        static JobSpec With(BlenderSettings blender) => Some.Frames() with { Blender = blender };
    }

    [Fact]
    public void A_job_goes_from_pending_over_assigned_and_running_to_completed()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Echo());
        Assert.Equal(JobState.Pending, given.TheJob.State);
        var leased = given.Place().OfType<RunLeased>().Single();
        Assert.Equal(JobState.Assigned, given.TheJob.State);
        given.Report(leased.Node, new Protocol.Nodes.JobStatus(leased.Run, "running"));
        Assert.Equal(JobState.Running, given.TheJob.State);
        var decision = given.Report(leased.Node, Some.Result(leased.Run));

        Assert.Equal(["UnitReported", "UnitAccepted", "JobCompleted"], Given.Names(decision));
        Assert.Equal(JobState.Completed, given.TheJob.State);
    }

    [Fact]
    public void A_cancelled_job_stops_its_runs_and_shows_their_keys()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Frames("1-3"));
        var decision = given.When(new CancelJob(leased.Run.Job, given.Consumer, "changed my mind"));

        Assert.Equal(
            ["JobCancelling", "RunCancelled", "RunKeyRevealed", "RunCancelled", "RunKeyRevealed", "JobCancelled"],
            Given.Names(decision));
        Assert.Equal("job-ended", given.RefusedCode(new CancelJob(leased.Run.Job, given.Consumer, "again")));
        Assert.Equal("job-unknown", given.RefusedCode(
            new CancelJob(leased.Run.Job, given.OperatorOf(leased.Node), "not mine")));
        Assert.Equal("lease-lost", Given.RefusedMessage(given.Report(leased.Node, Some.Result(leased.Run))));
    }

    [Fact]
    public void A_job_that_ended_leaves_the_books_after_72_hours()
    {
        var given = Given.Nodes(0);
        var job = given.Submit(Some.Echo());
        given.When(new CancelJob(job, given.Consumer, "enough"));

        Assert.Empty(given.After((72L * 3_600_000) - 1).Events.OfType<JobRetired>());
        Assert.Single(given.After(1).Events.OfType<JobRetired>());
        Assert.Null(given.Network.Jobs.Find(job));
    }

    private static string? Refused(JobSpec spec)
    {
        var given = Given.Nodes(0);
        return given.RefusedCode(new SubmitJob(given.Consumer, spec));
    }
}
