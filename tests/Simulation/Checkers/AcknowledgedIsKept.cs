using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Remembers what consumers and nodes were told, whatever happens to the manager.</summary>
internal sealed class AcknowledgedIsKept : Checker
{
    private readonly HashSet<JobId> _jobs = [];
    private readonly HashSet<JobId> _cancelled = [];
    private readonly HashSet<(RunId Run, int Unit)> _results = [];

    public override string Promise => "No job, no cancellation and no result that was acknowledged is lost.";

    public void AcknowledgeJob(JobId job) => _jobs.Add(job);

    public void AcknowledgeCancellation(JobId job) => _cancelled.Add(job);

    public void Acknowledge(NodeEnvelope envelope, IReadOnlyList<MessageRefusal> refused)
    {
        for (var i = 0; i < envelope.Messages.Count; i++)
        {
            if (envelope.Messages[i] is JobResult said && !refused.Any(refusal => refusal.Index == i))
            {
                _results.Add((said.Run, said.Unit));
            }
        }
    }

    public override void Look(JournalEntry entry, Network books)
    {
        foreach (var job in _cancelled)
        {
            if (books.Jobs.Find(job) is { EndedAt: null, State: not JobState.Cancelling })
            {
                throw Broken($"job {job} was cancelled and is open");
            }
        }
    }

    /// <summary>Looks at a whole journal, as a restart finds it.</summary>
    public void LookAt(IReadOnlyList<JournalEntry> entries)
    {
        var events = entries.SelectMany(entry => entry.Events).ToList();
        var jobs = events.OfType<JobSubmitted>().Select(e => e.Job).ToHashSet();
        var cancelled = events.OfType<JobCancelling>().Select(e => e.Job).ToHashSet();
        var results = events.OfType<UnitReported>().Select(e => (e.Run, e.Unit)).ToHashSet();
        if (!_jobs.IsSubsetOf(jobs) || !_cancelled.IsSubsetOf(cancelled) || !_results.IsSubsetOf(results))
        {
            throw Broken("the journal does not have it");
        }
    }
}
