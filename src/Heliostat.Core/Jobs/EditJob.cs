namespace Heliostat.Core.Jobs;

/// <summary>Changes what a job may take. What is null stays; runs that nodes have keep their limits.</summary>
/// <param name="Job">The job.</param>
/// <param name="Account">Its consumer.</param>
/// <param name="Priority">Among the consumer's jobs the higher goes first.</param>
/// <param name="MaxNodeCount">Nodes at once; 0 for as many as fit.</param>
/// <param name="MaxRetryCount">Failures by the job's own fault before the job fails.</param>
/// <param name="MaxTimeoutRunMs">Milliseconds that one run may take.</param>
public sealed record EditJob(
    JobId Job, AccountId Account, int? Priority, int? MaxNodeCount, int? MaxRetryCount, long? MaxTimeoutRunMs)
    : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (OpenJob.Find(network, Account, Job, out var job) is { } refused)
        {
            return refused;
        }

        var limits = job.Limits with
        {
            MaxNodeCount = MaxNodeCount is 0 ? null : MaxNodeCount ?? job.Limits.MaxNodeCount,
            MaxRetryCount = MaxRetryCount ?? job.Limits.MaxRetryCount,
            MaxTimeoutRunMs = MaxTimeoutRunMs ?? job.Limits.MaxTimeoutRunMs,
            Priority = Priority ?? job.Limits.Priority,
        };
        if ((JobRules.Check(limits, job.Spec.Kind) ?? CheckUsed(job, limits)) is { } broken)
        {
            return broken;
        }

        if (limits != job.Limits)
        {
            ruling.Record(new JobEdited(Job, limits));
        }

        return null;
    }

    private static Refusal? CheckUsed(Job job, JobLimits limits)
    {
        foreach (var task in job.Tasks.Values)
        {
            var most = task.JobFaultsMost();
            if (most > limits.MaxRetryCount)
            {
                return new Refusal(
                    "max-retry-count-used",
                    $"Task {task.Number} has failed {most} times already, so max_retry_count is at least that; "
                        + "cancel the job if it should end.");
            }
        }

        return null;
    }
}
