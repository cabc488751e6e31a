namespace Heliostat.Core.Jobs;

/// <summary>
/// Which jobs a job may depend on: those of its account that are completed, or can still be. Cycles cannot be made,
/// since a job can only name what was submitted before it.
/// </summary>
internal static class DependencyRules
{
    public static Refusal? Check(Network network, SubmitJob asked)
    {
        var named = asked.Spec.DependsOn ?? [];
        if (named.Count > JobSpec.DependsOnMax)
        {
            return new Refusal("depends-on-invalid", $"A job depends on at most {JobSpec.DependsOnMax} jobs.");
        }

        for (var i = 0; i < named.Count; i++)
        {
            if (IsAmong(named, i, named[i]))
            {
                return new Refusal("depends-on-invalid", $"Job {named[i]} is named twice; name it once.");
            }

            if (network.Jobs.Find(named[i]) is { IsPersistent: true, IsOpen: true } endless
                && endless.Account == asked.Account)
            {
                return new Refusal(
                    "depends-on-invalid", $"Job {named[i]} is PERSISTENT and never completes; depend on BATCH jobs.");
            }

            if (Check(StateOf(network, asked, named[i]), named[i]) is { } unmet)
            {
                return unmet;
            }
        }

        return null;
    }

    private static Refusal? Check(JobState? state, JobId job) => state switch
    {
        null => new Refusal(
            "dependency-missing", $"This account has no job {job}; submit it before what depends on it."),
        JobState.Failed or JobState.Cancelling or JobState.Cancelled => new Refusal(
            "dependency-ended", $"Job {job} is {state} and will not complete; submit it again and depend on that."),
        _ => null,
    };

    private static JobState? StateOf(Network network, SubmitJob asked, JobId named)
    {
        if (network.Jobs.Find(named) is { } job)
        {
            return job.Account == asked.Account ? job.State : null;
        }

        foreach (var final in asked.Final ?? [])
        {
            if (final.Job == named)
            {
                return final.State;
            }
        }

        return null;
    }

    private static bool IsAmong(IReadOnlyList<JobId> jobs, int count, JobId job)
    {
        for (var i = 0; i < count; i++)
        {
            if (jobs[i] == job)
            {
                return true;
            }
        }

        return false;
    }
}
