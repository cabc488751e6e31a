using Heliostat.Manager.Views;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Jobs;

/// <summary>Turns news into events, from what the views show now.</summary>
internal sealed class NewsReader(JobReads jobs)
{
    /// <summary>Waits until the views show an entry; false when they are too far behind.</summary>
    public ValueTask<bool> CatchUpAsync(long sequence) => jobs.Reads.Views.WaitForAsync(sequence);

    /// <summary>A job's row, or null.</summary>
    public JobRow? Find(JobFacts job) => jobs.Reads.Views.FindJob(job.Id);

    public JobEvent OfJob(JobRow row, long sequence) =>
        new(sequence, "job", jobs.Resources.Of(row), null, null);

    /// <summary>The events of the units; the views must show the digest's last entry.</summary>
    public IEnumerable<JobEvent> OfUnits(NewsDigest digest, JobFacts job)
    {
        if (digest.IsTooMuch)
        {
            yield return NewsDigest.Resync(digest.Sequence);
            yield break;
        }

        foreach (var (unit, sequence) in digest.Units())
        {
            if (jobs.Reads.Views.FindUnit(job.Id, unit) is { } row)
            {
                yield return new JobEvent(sequence, "unit", null, jobs.Resources.Of(row, job), null);
            }
        }
    }
}
