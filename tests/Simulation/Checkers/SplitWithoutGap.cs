using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Follows how jobs are cut into tasks: the first step in order, of later ones a unit at a time.</summary>
internal sealed class SplitWithoutGap : Checker
{
    private readonly Dictionary<TaskId, (int First, int Count)> _tasks = [];
    private readonly Dictionary<JobId, (int Tasks, int Units, HashSet<int> Later)> _cut = [];
    private readonly HashSet<TaskId> _again = [];

    public override string Promise =>
        "A job's units are split into its tasks without gap or overlap; a frame whose claim holds gets one of its own, "
        + "and what is made of it another one.";

    protected override void Look(Event happened, Network books)
    {
        switch (happened)
        {
            case ClaimUpheld { Task: { } task } e: CutAgain(e, task); break;
            case UnitWithdrawn e: _cut[e.Job].Later.Remove(e.Unit); break;
            case RunLeased { Run.Attempt: 1 } e when !_again.Contains(e.Run.TaskId): Cut(e, books); break;
            case RunLeased e when _tasks[e.Run.TaskId] != (e.First, e.Count):
                throw Broken($"task {e.Run.TaskId} has other units at attempt {e.Run.Attempt}");
            case JobCompleted e when _cut[e.Job] is var cut
                && cut.Units + cut.Later.Count != books.Jobs.Find(e.Job)!.UnitsTotal:
                throw Broken($"job {e.Job} is complete and only {cut.Units + cut.Later.Count} of its units were cut");
            default: break;
        }
    }

    private void CutAgain(ClaimUpheld upheld, int task)
    {
        var (tasks, units, later) = _cut.GetValueOrDefault(upheld.Job, (0, 0, []));
        if (task != tasks)
        {
            throw Broken($"task {upheld.Job}/{task} is new and not the next one");
        }

        var id = new TaskId(upheld.Job, task);
        _again.Add(id);
        _tasks[id] = (upheld.Unit, 1);
        _cut[upheld.Job] = (tasks + 1, units, later);
    }

    private void Cut(RunLeased leased, Network books)
    {
        var plan = books.Jobs.Find(leased.Run.Job)!.Plan;
        var (tasks, units, later) = _cut.GetValueOrDefault(leased.Run.Job, (0, 0, []));
        var isLater = leased.First >= plan.FirstStep.End;
        var isNext = isLater
            ? leased.Count == 1 && leased.First < plan.Count && later.Add(leased.First)
            : leased.First == units && leased.Count >= 1 && units + leased.Count <= plan.FirstStep.End;
        if (leased.Run.Task != tasks || !isNext)
        {
            throw Broken(
                $"task {leased.Run.TaskId} has {leased.Count} units from {leased.First} on, after {units} units");
        }

        _tasks[leased.Run.TaskId] = (leased.First, leased.Count);
        _cut[leased.Run.Job] = (tasks + 1, units + (isLater ? 0 : leased.Count), later);
    }
}
