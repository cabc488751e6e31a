using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Follows, by the events alone, which jobs are paused and which wait for others.</summary>
internal sealed class NothingBeforeItsTime : Checker
{
    private readonly HashSet<JobId> _paused = [];
    private readonly HashSet<JobId> _completed = [];
    private readonly HashSet<JobId> _broken = [];
    private readonly SortedDictionary<JobId, IReadOnlyList<JobId>> _dependsOn = [];

    public override string Promise =>
        "Nothing of a job is placed while it is paused or waits for another job, and it fails when that one does.";

    public override void Look(JournalEntry entry, Network books)
    {
        base.Look(entry, books);
        foreach (var (job, jobs) in _dependsOn)
        {
            if (jobs.FirstOrDefault(_broken.Contains) is var lost && _broken.Contains(lost) && !_broken.Contains(job))
            {
                throw Broken($"job {job} is open and depends on {lost}, which will not complete");
            }
        }
    }

    protected override void Look(Event happened, Network books)
    {
        switch (happened)
        {
            case JobSubmitted { Spec.DependsOn: { } jobs } e: _dependsOn[e.Job] = jobs; break;
            case JobPaused e: _paused.Add(e.Job); break;
            case JobResumed e: _paused.Remove(e.Job); break;
            case JobReleased e: Release(e.Job); break;
            case JobCompleted e: _completed.Add(e.Job); _paused.Remove(e.Job); break;
            case JobFailed e: _broken.Add(e.Job); break;
            case JobCancelled e: _broken.Add(e.Job); break;
            case RunLeased e: Lease(e.Run.Job); break;
            default: break;
        }
    }

    private void Lease(JobId job)
    {
        if (_paused.Contains(job))
        {
            throw Broken($"job {job} is paused and a task of it was leased");
        }

        if (_dependsOn.ContainsKey(job))
        {
            throw Broken($"job {job} waits for others and a task of it was leased");
        }
    }

    private void Release(JobId job)
    {
        if (_dependsOn.Remove(job, out var jobs) && !jobs.All(_completed.Contains))
        {
            var first = jobs.First(awaited => !_completed.Contains(awaited));
            throw Broken($"job {job} waits for {first} and was released");
        }
    }
}
