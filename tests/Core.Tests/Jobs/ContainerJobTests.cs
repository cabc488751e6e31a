using Heliostat.Core.Jobs;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tests.Jobs;

/// <summary>What a docker job may ask for, and how its results are taken.</summary>
public sealed class ContainerJobTests
{
    public static TheoryData<JobSpec, string> Broken => new()
    {
        { Some.Container(0), "count-invalid" },
        { Some.Container(ContainerSettings.CountMax + 1), "count-invalid" },
        { Some.Persistent() with { Container = Some.Container(2).Container }, "count-invalid" },
        { Some.Container(needs: new JobNeeds(0, 0, 1, 1)), "cpu-count-invalid" },
        { Some.Container(needs: new JobNeeds(1, 0, 0, 1)), "min-ram-gb-invalid" },
        { Some.Container(needs: new JobNeeds(1, 0, 1, 0)), "min-storage-gb-invalid" },
        { Some.Container(needs: new JobNeeds(1, 1, 1, 1) { MinVramGb = -1 }), "min-vram-gb-invalid" },
        { Some.Container(needs: new JobNeeds(1, 0, 1, 1) { MinVramGb = 1 }), "gpu-count-invalid" },
        { Some.Container(needs: new JobNeeds(1, 1, 1, 1) { GpuName = "NVIDIA" }), "gpu-name-invalid" },
        {
            Some.Container(needs: new JobNeeds(1, 1, 1, 1) { GpuName = "RTX4090", GpuModel = Guid.Empty }),
            "gpu-name-invalid"
        },
        { InRegions([]), "allowed-region-codes-invalid" },
        { InRegions(["us west"]), "allowed-region-codes-invalid" },
        { InRegions([.. Enumerable.Repeat("us-west-2", 37)]), "allowed-region-codes-invalid" },
        { Limited(new JobLimits(1, 0, 60_000, 50) { MaxTimeoutAssignMs = 299_999 }), "max-timeout-assign-ms-invalid" },
        { Limited(new JobLimits(1, 0, 60_000, 50) { MaxTimeoutStartMs = 119_999 }), "max-timeout-start-ms-invalid" },
        { Limited(new JobLimits(1, 0, 59_999, 50)), "max-timeout-run-ms-invalid" },
        { Some.Persistent() with { Limits = Some.Limits }, "max-timeout-run-ms-invalid" },
        { Some.Echo() with { Kind = JobKind.Persistent }, "task-unsupported" },
        { Some.Container() with { Plugin = Some.Echo().Plugin }, "parameters-invalid" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_has_a_code_that_names_the_field(JobSpec spec, string code)
    {
        var given = Given.Nodes(0);

        Assert.Equal(code, given.RefusedCode(new SubmitJob(given.Consumer, spec)));
    }

    [Fact]
    public void Each_run_of_an_array_is_a_task_of_its_own_and_is_accepted_unverified()
    {
        var given = Given.Nodes(1);
        given.Node(facts: Some.ContainerFacts);
        given.Submit(Some.Container(3));
        var runs = given.Place().OfType<Core.Tasks.RunLeased>().ToList();

        Assert.Equal([0, 1, 2], runs.Select(run => run.First));
        foreach (var run in runs)
        {
            var accepted = Given.Happened<Core.Tasks.UnitAccepted>(
                given.Report(run.Node, Some.Left(run.Run, run.First)));
            Assert.Equal("unverified", accepted.Grounds);
        }

        Assert.Equal(JobState.Completed, given.TheJob.State);
    }

    [Fact]
    public void A_container_that_left_nothing_commits_to_no_bytes_and_nothing_else_is_taken()
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.ContainerFacts);
        var run = given.Lease(Some.Container());
        var nothing = new JobResult(run.Run, 0, 1, FolderManifest.NothingHash, null, null, null);

        Assert.Equal("commitment-invalid", Given.RefusedMessage(
            given.Report(run.Node, nothing with { Commitment = Some.Payload })));
        Assert.Equal("commitment-invalid", Given.RefusedMessage(
            given.Report(run.Node, nothing with { File = Some.File })));
        Assert.Empty(given.Report(run.Node, nothing).RefusedMessages);
        Assert.Equal(JobState.Completed, given.TheJob.State);
    }

    [Fact]
    public void Nothing_waits_for_a_job_that_never_completes()
    {
        var given = Given.Nodes(0);
        var endless = given.Submit(Some.Persistent());

        Assert.Equal("depends-on-invalid", given.RefusedCode(
            new SubmitJob(given.Consumer, Some.Echo() with { DependsOn = [endless] })));
    }

    [Fact]
    public void The_input_of_a_job_is_needed_while_the_job_is_in_the_books()
    {
        var given = Given.Nodes(0);
        given.Submit(Some.Container() with
        {
            Container = new ContainerSettings(1, Some.Payload, Some.Hash("input")),
        });

        Assert.Equal([Some.Hash("input")], NeededBlobs.Of(given.TheJob));
    }

    private static JobSpec InRegions(IReadOnlyList<string> codes) =>
        Some.Container(needs: new JobNeeds(1, 0, 1, 1) { RegionCodes = codes });

    private static JobSpec Limited(JobLimits limits) => Some.Container() with { Limits = limits };
}
