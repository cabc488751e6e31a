using Heliostat.Core.Jobs;

namespace Heliostat.Core.Claims;

/// <summary>A consumer accepts a job's results as they are: the job is final at once.</summary>
public sealed record ApproveJob(JobId Job, AccountId Account) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Jobs.Find(Job) is not { } job || job.Account != Account)
        {
            return new Refusal("job-unknown", "This account has no such job, or it is final.");
        }

        if (job.EndedAt is null)
        {
            return new Refusal("job-open", "The job has not ended yet; approve it when it has.");
        }

        if (job.ClaimsOpen > 0)
        {
            return new Refusal("claims-open", $"{job.ClaimsOpen} claims about it are open; wait for their verdicts.");
        }

        ruling.Record(new JobApproved(Job));
        ruling.Record(new JobRetired(Job));
        return null;
    }
}
