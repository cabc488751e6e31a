using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Jobs;

/// <summary>How jobs come to an end.</summary>
internal static class JobEnding
{
    /// <summary>Milliseconds for which a job that ended stays in the books: until claims are over.</summary>
    public const long RetireAfterMs = 72L * 3_600_000;

    /// <summary>True once nothing of the job can be claimed any more, though a tick may still have to say so.</summary>
    public static bool IsOver(Job job, Instant now) => job.EndedAt?.PlusMs(RetireAfterMs) <= now;

    public static void Fail(Network network, Ruling ruling, Job job, string reason)
    {
        StopWork(network, ruling, job);
        ruling.Record(new JobFailed(job.Id, reason));
        FailDependents(network, ruling, job.Id);
    }

    public static void Complete(Network network, Ruling ruling, Job job)
    {
        var waiting = network.Jobs.DependentsOf(job.Id);
        ruling.Record(new JobCompleted(job.Id));
        foreach (var id in waiting)
        {
            if (network.Jobs.Get(id).WaitsFor.Count == 0)
            {
                ruling.Record(new JobReleased(id));
            }
        }
    }

    /// <summary>Fails what waits for a job that will not complete, and what waits for that, and so on.</summary>
    public static void FailDependents(Network network, Ruling ruling, JobId ended)
    {
        // Not by recursion: a consumer may hang ten thousand jobs on one another.
        var broken = new Queue<JobId>([ended]);
        while (broken.TryDequeue(out var id))
        {
            var how = network.Jobs.Get(id).State == JobState.Cancelled ? "was cancelled" : "failed";
            foreach (var dependent in network.Jobs.DependentsOf(id))
            {
                ruling.Record(new JobFailed(dependent, $"job {id}, which it depends on, {how}"));
                broken.Enqueue(dependent);
            }
        }
    }

    /// <summary>Asks the nodes that have runs of a job to stop them and to say so; false where none has any.</summary>
    public static bool AskToStop(Ruling ruling, Job job)
    {
        var live = LiveTasks(job);
        foreach (var number in live)
        {
            var task = job.GetTask(number);
            ruling.Record(new RunStopping(
                task.RunOf(job.Id), task.Node!.Value, ruling.Now.PlusMs(RunTimes.StopMsMax)));
        }

        return live.Count > 0;
    }

    /// <summary>A run of a job that is being cancelled is stopped, or gone; the last one ends the job.</summary>
    public static void Stop(Network network, Ruling ruling, RunId run)
    {
        var job = network.Jobs.Get(run.Job);
        ruling.Record(new RunCancelled(run, job.GetTask(run.Task).Node!.Value));
        if (job.RunsLive == 0)
        {
            ruling.Record(new JobCancelled(job.Id));
            FailDependents(network, ruling, job.Id);
        }
    }

    public static void StopWork(Network network, Ruling ruling, Job job)
    {
        foreach (var number in LiveTasks(job))
        {
            var task = job.GetTask(number);
            var run = task.RunOf(job.Id);
            ruling.Record(new RunCancelled(run, task.Node!.Value));
            KeyReveal.WhenDone(network, ruling, run);
        }

        foreach (var unit in network.Checks.UnitsOf(job.Id))
        {
            // A claim is about what was accepted, which stays.
            if (unit.Claim is null)
            {
                CheckEnding.Cancel(network, ruling, unit);
            }
        }
    }

    private static List<int> LiveTasks(Job job)
    {
        var live = new List<int>();
        foreach (var (number, task) in job.Tasks)
        {
            if (task.IsLive)
            {
                live.Add(number);
            }
        }

        return live;
    }
}
