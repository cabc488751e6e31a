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

    public static void Lose(Network network, Ruling ruling, RunId run)
    {
        var node = network.Jobs.Get(run.Job).GetTask(run.Task).Node!.Value;
        ruling.Record(new RunLost(run, node, FailureReasons.NodeLost));
        Conclude(network, ruling, run, FailureReasons.NodeLost);
    }

    /// <summary>Settles whose fault it was, gives the task up where its attempts are used, and shows the key.</summary>
    public static void Conclude(Network network, Ruling ruling, RunId run, string reason)
    {
        KeyReveal.WhenDone(network, ruling, run);
        var job = network.Jobs.Get(run.Job);
        var task = job.GetTask(run.Task);
        if (SeenByTwoOperators(task))
        {
            ruling.Record(new FaultsSettled(run.TaskId, FaultSide.Job));
        }

        GiveUpWhenUsed(network, ruling, job, task, reason);
    }

    public static void GiveUpWhenUsed(Network network, Ruling ruling, Job job, JobTask task, string reason)
    {
        if (!job.IsOpen)
        {
            return;
        }

        if (task.JobFaults > job.Limits.MaxRetryCount)
        {
            JobEnding.Fail(network, ruling, job, $"task {task.Number} failed: {reason}");
        }
        else if (task.NodeFaults + task.Unknown.Count > NodeFaultsPerTaskMax)
        {
            JobEnding.Fail(network, ruling, job, $"task {task.Number} was placed {task.Attempt} times, last: {reason}");
        }
        else if (task.Returns > ReturnsPerUnitMax * task.Units.Length)
        {
            JobEnding.Fail(network, ruling, job, $"task {task.Number} could not be verified, last: {reason}");
        }
    }

    private static bool SeenByTwoOperators(JobTask task)
    {
        for (var i = 1; i < task.Unknown.Count; i++)
        {
            if (task.Unknown[i].Operator != task.Unknown[0].Operator)
            {
                return true;
            }
        }

        return false;
    }
}
