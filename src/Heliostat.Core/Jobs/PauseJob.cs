namespace Heliostat.Core.Jobs;

/// <summary>
/// A consumer wants no task of a job placed for now. Runs that nodes have go on, and a job that is paused already stays
/// so.
/// </summary>
public sealed record PauseJob(JobId Job, AccountId Account) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (OpenJob.Find(network, Account, Job, out var job) is { } refused)
        {
            return refused;
        }

        if (!job.IsPaused)
        {
            ruling.Record(new JobPaused(Job));
        }

        return null;
    }
}
