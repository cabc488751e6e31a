using System.Text.Json;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Streams;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Streams;

/// <summary>Docker jobs with ports, for nodes that only say that they run them.</summary>
internal static class StreamJobs
{
    /// <summary>Submits a job, and has a node start its one run.</summary>
    public static async Task<RunId> StartStreamedAsync(
        this ApiClient consumer, LiveNode node, IReadOnlyList<int> ports, params string[] allowed)
    {
        var parts = consumer.Manager.Parts;
        var parameters = new ContainerParameters { Image = "none", Ports = ports, AllowedIps = allowed };
        var particulars = new JobParticulars(Guid.NewGuid().ToString("N"), null, null, new JobParameters(
            JobTypes.Docker, JsonSerializer.SerializeToElement(parameters, ApiJson.Default.ContainerParameters)));
        var bytes = particulars.ToBytes();
        var name = JobParticulars.NameOf(bytes);
        await parts.Seals.SealAsync([ParticularsShelf.ToSeal(name, bytes)]);
        var spec = new JobSpec(
            JobKind.Batch,
            new JobNeeds(1, 0, 1, 1),
            new JobLimits(1, 0, JobLimits.TimeoutRunMsMax, 50),
            null,
            null,
            name)
        {
            Container = new ContainerSettings(1, ContentHash.Of("parameters"u8), null),
        };
        var outcome = await parts.Loop.SubmitAsync(new SubmitJob(consumer.Account, spec));
        Assert.Null(outcome.Refused);
        var dispatch = await node.HearAsync<JobDispatch>();
        Assert.Equal(((JobSubmitted)outcome.Decision.Events[0]).Job, dispatch.Run.Job);
        await node.StartAsync(consumer.Manager, dispatch.Run);
        return dispatch.Run;
    }

    public static async Task StartAsync(this LiveNode node, LiveManager manager, RunId run)
    {
        Assert.Null((await node.ReportAsync(new JobStatus(run, JobStatus.Running))).Refused);
        await Waits.UntilAsync(() => manager.Parts.Loop.AskAsync(
            network => network.Jobs.Find(run.Job)?.FindTask(run.Task)?.State == TaskState.Running));
    }

    public static TunnelAim AimAt(this ApiClient consumer, RunId run, int port) => new(run, consumer.Account, port);
}
