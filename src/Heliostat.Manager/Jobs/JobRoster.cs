using System.Collections.Concurrent;
using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Jobs;

/// <summary>The facts of every job in the books, kept from the journal, for threads other than the loop's.</summary>
internal sealed class JobRoster : IJournalReader
{
    private readonly ConcurrentDictionary<JobId, JobFacts> _jobs = new();

    /// <summary>The job's facts; null when it is not in the books.</summary>
    public JobFacts? Find(JobId id) => _jobs.GetValueOrDefault(id);

    /// <summary>Takes what the books hold when the manager starts.</summary>
    public void Fill(Network network)
    {
        foreach (var job in network.Jobs.All)
        {
            _jobs[job.Id] = JobFacts.Of(job);
        }
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        foreach (var entry in group.Entries)
        {
            if (entry.Command is SubmitJob)
            {
                Add(entry.Events);
            }
            else if (entry.Command is EditJob)
            {
                Edit(entry.Events);
            }
            else if (entry.Command is Core.Scheduling.Tick or ApproveJob)
            {
                Remove(entry.Events);
            }
        }
    }

    private void Add(IReadOnlyList<Event> events)
    {
        foreach (var submitted in events.OfType<JobSubmitted>())
        {
            _jobs[submitted.Job] = JobFacts.Of(submitted.Job, submitted.Account, submitted.Spec);
        }
    }

    private void Edit(IReadOnlyList<Event> events)
    {
        foreach (var edited in events.OfType<JobEdited>())
        {
            if (Find(edited.Job) is { } job)
            {
                _jobs[edited.Job] = job with { Spec = job.Spec with { Limits = edited.Limits } };
            }
        }
    }

    private void Remove(IReadOnlyList<Event> events)
    {
        foreach (var retired in events.OfType<JobRetired>())
        {
            _jobs.TryRemove(retired.Job, out _);
        }
    }
}
