namespace Heliostat.Core.Jobs;

/// <summary>A job that its consumer speaks of, once it was made sure that it is the account's and still open.</summary>
internal static class OpenJob
{
    public static Refusal? Find(Network network, AccountId account, JobId id, out Job found)
    {
        found = null!;
        if (network.Jobs.Find(id) is not { } job || job.Account != account)
        {
            return new Refusal("job-unknown", "This account has no such job.");
        }

        if (!job.IsOpen)
        {
            return new Refusal("job-ended", $"The job has ended already: it is {job.State}.");
        }

        found = job;
        return null;
    }
}
