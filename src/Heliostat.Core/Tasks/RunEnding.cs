using Heliostat.Core.Jobs;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Tasks;

/// <summary>What follows from the end of a run that did not do all its units.</summary>
internal static class RunEnding
{
    /// <summary>Runs of one task that may be lost, failed by nodes, or rejected, before the task is given up.</summary>
    public const int NodeFaultsPerTaskMax = 10;

    /// <summary>
    /// Times that a unit may be done again with nobody to blame, on average over its task, before the task is given up:
    /// without a bound, a frame that nobody can verify would be rendered for ever.
    /// </summary>
    public const int ReturnsPerUnitMax = 10;

    public static void Lose(Network network, Ruling ruling, RunId run, string reason)
    {
        var job = network.Jobs.Get(run.Job);
        if (job.State == JobState.Cancelling)
        {
            JobEnding.Stop(network, ruling, run);
            return;
        }

        var task = job.GetTask(run.Task);
        ruling.Record(new RunLost(run, task.Node!.Value, reason));
        KeyReveal.WhenDone(network, ruling, run);
        GiveUpWhenPlacedTooOften(network, ruling, job, task, reason);
    }

    /// <summary>
    /// Settles whose fault a failure was, gives the job up where its attempts are used, and shows the key.
    /// </summary>
    public static void Conclude(Network network, Ruling ruling, RunId run, int? unit, string reason)
    {
        KeyReveal.WhenDone(network, ruling, run);
        var job = network.Jobs.Get(run.Job);
        var task = job.GetTask(run.Task);
        var isImageRefused = ContainerFaults.IsImageRefused(job, task, reason);
        if (isImageRefused || SeenByTwoOperators(task, unit))
        {
            ruling.Record(new FaultsSettled(run.TaskId, unit, FaultSide.Job));
        }

        if (isImageRefused)
        {
            JobEnding.Fail(
                network, ruling, job, $"its image was refused to {ContainerFaults.ImageFaultsMax} runs: {reason}");
            return;
        }

        if (task.JobFaultsOf(unit) > job.Limits.MaxRetryCount)
        {
            var what = unit is { } named ? job.Plan.NameOf(named) : $"task {task.Number}";
            JobEnding.Fail(network, ruling, job, $"{what} failed {Times(task.JobFaultsOf(unit))}: {reason}");
            return;
        }

        GiveUpWhenPlacedTooOften(network, ruling, job, task, reason);
    }

    public static void GiveUpWhenPlacedTooOften(Network network, Ruling ruling, Job job, JobTask task, string reason)
    {
        if (!job.IsOpen)
        {
            return;
        }

        if (task.NodeFaults + task.Unknown.Count > NodeFaultsPerTaskMax)
        {
            JobEnding.Fail(network, ruling, job, $"task {task.Number} was placed {task.Attempt} times, last: {reason}");
        }
        else if (task.Returns > ReturnsPerUnitMax * task.Units.Length)
        {
            JobEnding.Fail(network, ruling, job, $"task {task.Number} could not be verified, last: {reason}");
        }
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";

    private static bool SeenByTwoOperators(JobTask task, int? unit)
    {
        UnknownFault? first = null;
        foreach (var fault in task.Unknown)
        {
            if (fault.Unit == unit && (first ??= fault).Operator != fault.Operator)
            {
                return true;
            }
        }

        return false;
    }
}
