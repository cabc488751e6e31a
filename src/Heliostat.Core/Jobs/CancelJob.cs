namespace Heliostat.Core.Jobs;

/// <summary>
/// A consumer stops a job. What was accepted stays. A PERSISTENT job is cancelled once its node has stopped it.
/// </summary>
public sealed record CancelJob(JobId Job, AccountId Account, string Reason) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (OpenJob.Find(network, Account, Job, out var job) is { } refused)
        {
            return refused;
        }

        ruling.Record(new JobCancelling(Job, Reason));
        if (job.IsPersistent && JobEnding.AskToStop(ruling, job))
        {
            return null;
        }

        JobEnding.StopWork(network, ruling, job);
        ruling.Record(new JobCancelled(Job));
        JobEnding.FailDependents(network, ruling, Job);
        return null;
    }
}
