namespace Heliostat.Core.Jobs;

/// <summary>A consumer stops a job. What was accepted stays.</summary>
public sealed record CancelJob(JobId Job, AccountId Account, string Reason) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Jobs.Find(Job) is not { } job || job.Account != Account)
        {
            return new Refusal("job-unknown", "This account has no such job.");
        }

        if (!job.IsOpen)
        {
            return new Refusal("job-ended", $"The job has ended already: it is {job.State}.");
        }

        ruling.Record(new JobCancelling(Job, Reason));
        JobEnding.StopWork(network, ruling, job);
        ruling.Record(new JobCancelled(Job));
        return null;
    }
}
