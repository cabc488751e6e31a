namespace Heliostat.Core.Jobs;

/// <summary>A consumer lets a paused job go on; one that is not paused goes on as it does.</summary>
public sealed record ResumeJob(JobId Job, AccountId Account) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (OpenJob.Find(network, Account, Job, out var job) is { } refused)
        {
            return refused;
        }

        if (job.IsPaused)
        {
            ruling.Record(new JobResumed(Job));
        }

        return null;
    }
}
