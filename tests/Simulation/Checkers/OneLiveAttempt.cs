using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Follows which attempt of each task is live.</summary>
internal sealed class OneLiveAttempt : Checker
{
    private readonly Dictionary<TaskId, (RunId Run, HashSet<int> Owed)> _live = [];
    private readonly Dictionary<TaskId, int> _attempts = [];

    public override string Promise => "At most one attempt of a task is live, and attempts are numbered without gaps.";

    public override void Look(JournalEntry entry, Network books)
    {
        base.Look(entry, books);
        foreach (var twice in books.Nodes.All.SelectMany(node => node.Runs).CountBy(run => run.TaskId))
        {
            if (twice.Value > 1)
            {
                throw Broken($"task {twice.Key} is with {twice.Value} nodes");
            }
        }
    }

    protected override void Look(Event happened, Network books)
    {
        switch (happened)
        {
            case RunLeased e: Begin(e); break;
            case UnitReported e: Report(e); break;
            case RunFailed e: End(e.Run); break;
            case RunLost e: End(e.Run); break;
            case RunCancelled e: End(e.Run); break;
            default: break;
        }
    }

    private void Begin(RunLeased leased)
    {
        var owed = (leased.Only ?? [.. Enumerable.Range(leased.First, leased.Count)]).ToHashSet();
        if (!_live.TryAdd(leased.Run.TaskId, (leased.Run, owed)))
        {
            throw Broken($"{leased.Run} was leased while {_live[leased.Run.TaskId].Run} was live");
        }

        var last = _attempts.GetValueOrDefault(leased.Run.TaskId);
        if (leased.Run.Attempt != last + 1)
        {
            throw Broken($"{leased.Run} follows attempt {last}");
        }

        _attempts[leased.Run.TaskId] = leased.Run.Attempt;
    }

    private void Report(UnitReported reported)
    {
        if (!_live.TryGetValue(reported.Run.TaskId, out var live) || live.Run != reported.Run
            || !live.Owed.Remove(reported.Unit))
        {
            throw Broken($"{reported.Run} reported unit {reported.Unit}, which it did not owe");
        }

        if (live.Owed.Count == 0)
        {
            _live.Remove(reported.Run.TaskId);
        }
    }

    private void End(RunId run)
    {
        if (!_live.Remove(run.TaskId, out var live) || live.Run != run)
        {
            throw Broken($"{run} ended and was not live");
        }
    }
}
