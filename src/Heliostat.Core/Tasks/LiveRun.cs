using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tasks;

/// <summary>A run that a node speaks of, once it was made sure that it is this node's and still live.</summary>
internal readonly record struct LiveRun(Job Job, JobTask Task, RunId Id)
{
    private static readonly Refusal Lost =
        new(RefusalCodes.LeaseLost, "This attempt is no longer this node's; stop it and report nothing more about it.");

    public static Refusal? Find(Network network, Node node, RunId run, out LiveRun found)
    {
        found = default;
        if (network.Jobs.Find(run.Job) is not { IsOpen: true } job
            || job.FindTask(run.Task) is not { IsLive: true } task
            || task.Attempt != run.Attempt || task.Node != node.Id)
        {
            return Lost;
        }

        found = new LiveRun(job, task, run);
        return null;
    }

    /// <summary>True for a run of this node's whose job waits for no more than that it is stopped.</summary>
    public static bool IsStopping(Network network, Node node, RunId run) =>
        network.Jobs.Find(run.Job) is { State: JobState.Cancelling } job
        && job.FindTask(run.Task) is { IsLive: true } task
        && task.Attempt == run.Attempt && task.Node == node.Id;
}
