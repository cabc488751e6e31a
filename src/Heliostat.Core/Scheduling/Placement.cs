using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Jobs.Splitting;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;

namespace Heliostat.Core.Scheduling;

/// <summary>
/// One round of placing: fair between consumers, then by priority, then by age; each task goes to the least loaded
/// node that can take it.
/// </summary>
internal sealed class Placement(Network network, Ruling ruling)
{
    /// <summary>Returned tasks of one job that are tried before it is passed over in this round.</summary>
    private const int ReturnedTriedMax = 32;

    private readonly List<Node> _free = [];
    private readonly List<Job> _jobs = [];
    private readonly Dictionary<(JobId Job, StepKind Step), Candidates> _candidates = [];

    /// <summary>Places what it can; true when more could be placed at once.</summary>
    public bool Run()
    {
        FindFreeNodes();
        if (_free.Count == 0)
        {
            return false;
        }

        _jobs.AddRange(network.Jobs.Ready);
        for (var placed = 0; placed < PlaceWork.PlacementsMax && _jobs.Count > 0 && _free.Count > 0;)
        {
            var job = NextInTurn();
            if (TryPlace(job))
            {
                placed++;
            }
            else
            {
                _jobs.Remove(job);
            }

            if (!job.HasReadyWork)
            {
                _jobs.Remove(job);
            }
        }

        return _jobs.Count > 0 && _free.Count > 0;
    }

    private void FindFreeNodes()
    {
        foreach (var node in network.Nodes.All)
        {
            if (node.HasFreeSlot)
            {
                _free.Add(node);
            }
        }
    }

    private Job NextInTurn()
    {
        var best = _jobs[0];
        for (var i = 1; i < _jobs.Count; i++)
        {
            best = IsBefore(_jobs[i], best) ? _jobs[i] : best;
        }

        return best;
    }

    private bool IsBefore(Job left, Job right)
    {
        if (left.Account != right.Account)
        {
            var (mine, other) = (network.Accounts.Get(left.Account), network.Accounts.Get(right.Account));
            var byShare = Share(mine, other).CompareTo(Share(other, mine));
            if (byShare != 0)
            {
                return byShare < 0;
            }
        }

        var byPriority = right.Limits.Priority.CompareTo(left.Limits.Priority);
        return byPriority != 0 ? byPriority < 0 : left.Number < right.Number;
    }

    /// <summary>Live runs over weight, both sides multiplied by both weights so that no fraction is needed.</summary>
    private static long Share(Account mine, Account other) => (long)mine.RunsLive * other.Weight;

    private bool TryPlace(Job job)
    {
        var tried = 0;
        foreach (var number in job.Returned)
        {
            var task = job.GetTask(number);
            if (BestFor(job, task) is { } again)
            {
                Lease(job, task, again);
                return true;
            }

            if (++tried == ReturnedTriedMax)
            {
                break;
            }
        }

        if ((job.Gathered.Count == 0 && job.UnitsUncut == 0) || BestFor(job, null) is not { } node)
        {
            return false;
        }

        Lease(job, null, node);
        return true;
    }

    private Node? BestFor(Job job, JobTask? task)
    {
        var candidates = CandidatesFor(job, job.StepOf(task));
        Node? best = null;
        foreach (var node in _free)
        {
            if (Feasibility.CanNow(candidates, job, task, node) && (best is null || IsBetter(job, task, node, best)))
            {
                best = node;
            }
        }

        return best;
    }

    private static bool IsBetter(Job job, JobTask? task, Node node, Node best)
    {
        // A node whose last attempt at the task came to nothing is the last choice.
        var byLast = (node.Id == task?.Node).CompareTo(best.Id == task?.Node);
        if (byLast != 0)
        {
            return byLast < 0;
        }

        // A container may keep its node for days, so a GPU that it does not need is best left to who does.
        if (job.SlotKind == SlotKind.Container && job.Spec.Needs.GpuCount == 0 && HasGpus(node) != HasGpus(best))
        {
            return HasGpus(best);
        }

        // Load before warmth: a second slot only prefetches, so an idle node is worth more than a warm one.
        var byLoad = node.Runs.Count.CompareTo(best.Runs.Count);
        if (byLoad != 0)
        {
            return byLoad < 0;
        }

        var byWarmth = job.RunsByNode.ContainsKey(best.Id).CompareTo(job.RunsByNode.ContainsKey(node.Id));
        return byWarmth != 0 ? byWarmth < 0
            : job.Spec.Needs.GpuCount == 0 && !HasGpus(node) && HasGpus(best);
    }

    private static bool HasGpus(Node node) => node.Facts!.Gpus is { Count: > 0 };

    private void Lease(Job job, JobTask? task, Node node)
    {
        var candidates = CandidatesFor(job, job.StepOf(task));
        var pace = job.IsRender ? candidates.Pace : null;
        var isNew = !job.RunsByNode.ContainsKey(node.Id);
        var first = task?.First ?? job.NextNewUnit;
        var count = task?.Units.Length ?? TaskSplit.NextCount(job, node, candidates);
        var run = new RunId(job.Id, task?.Number ?? job.NextTask, (task?.Attempt ?? 0) + 1);
        ruling.Record(new RunLeased(
            run, node.Id, first, count, task?.OpenUnits(job.DoesFailedLast),
            job.IsRender ? ruling.Keys.KeyHashOf(run) : null,
            RunTimes.StartBy(ruling.Now, job))
        {
            Allotted = NodeRoom.AllotTo(job, node),
        });
        pace?.Count(node, isNew, job.GetTask(run.Task).Count(UnitState.Owed));
        if (!node.HasFreeSlot)
        {
            _free.Remove(node);
        }
    }

    private Candidates CandidatesFor(Job job, StepKind step)
    {
        if (!_candidates.TryGetValue((job.Id, step), out var candidates))
        {
            candidates = new Candidates(network.Nodes, job, step);
            _candidates.Add((job.Id, step), candidates);
        }

        return candidates;
    }
}
