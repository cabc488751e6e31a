using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;

namespace Heliostat.Core.Tasks;

/// <summary>
/// The open tasks of all jobs, and when their runs are lost. The tasks themselves hang on their jobs.
/// </summary>
public sealed class TaskBook
{
    private readonly SortedSet<(Instant At, RunId Run)> _deadlines = [];
    private readonly AccountBook _accounts;
    private readonly JobBook _jobs;
    private readonly NodeBook _nodes;

    internal TaskBook(AccountBook accounts, JobBook jobs, NodeBook nodes) =>
        (_accounts, _jobs, _nodes) = (accounts, jobs, nodes);

    /// <summary>The next moment at which a live run is lost, or null.</summary>
    public Instant? NextDeadline => _deadlines.Count == 0 ? null : _deadlines.Min.At;

    internal List<RunId> LateAt(Instant now, int most)
    {
        var late = new List<RunId>();
        foreach (var (at, run) in _deadlines)
        {
            if (at > now || late.Count == most)
            {
                break;
            }

            late.Add(run);
        }

        return late;
    }

    internal void Apply(RunLeased happened)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = happened.Run.Task == job.NextTask ? Cut(job, happened) : Again(job, happened);
        task.Turn(UnitState.Open, UnitState.Owed);
        task.Move(TaskMove.Lease);
        (task.Attempt, task.Node, task.Deadline) = (happened.Run.Attempt, happened.Node, happened.Deadline);
        task.TimeoutMs = job.Limits.MaxTimeoutRunMs;
        job.RunsTotal++;
        Open(job, task);
        _jobs.Reindex(job);
        if (job.State == JobState.Pending)
        {
            job.Move(JobMove.Assign, "a node has its first task");
        }
    }

    internal void Apply(RunStarted happened)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        task.Move(TaskMove.Start);
        _deadlines.Remove((task.Deadline, happened.Run));
        task.Deadline = happened.Deadline;
        _deadlines.Add((task.Deadline, happened.Run));
        if (job.State == JobState.Assigned)
        {
            job.Move(JobMove.Start, "nodes work at it");
        }
    }

    internal void Apply(UnitReported happened)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        task.Set(happened.Unit, UnitState.Reported);
        if (happened.Unit < job.Plan.FirstStep.End)
        {
            (job.MeasuredMs, job.MeasuredUnits) = (job.MeasuredMs + happened.ExecutionMs, job.MeasuredUnits + 1);
        }

        if (task.Any(UnitState.Owed))
        {
            return;
        }

        task.Move(TaskMove.Report);
        Close(job, task);
        Settle(job, task);
    }

    internal void Apply(UnitAccepted happened)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        task.Set(happened.Unit, UnitState.Accepted);
        job.UnitsAccepted++;
        _accounts.Get(job.Account).UnitsOpen--;
        Gather(job, happened.Unit);
        Settle(job, task);
    }

    internal void Apply(UnitRejected happened)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        job.UnitsRejected++;
        if (happened.Run.Attempt > task.RejectedAttempt)
        {
            task.RejectedAttempt = happened.Run.Attempt;
            task.NodeFaults++;
            task.Avoid.Add(happened.Node);
        }

        task.Set(happened.Unit, UnitState.Open);
        Settle(job, task);
    }

    internal void Apply(UnitReturned happened)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        task.Returns++;
        task.Set(happened.Unit, UnitState.Open);
        Settle(job, task);
    }

    internal void Apply(UnitEscalated happened)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        task.Set(happened.Unit, UnitState.Escalated);
        Settle(job, task);
    }

    internal void Apply(RunFailed happened)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        Count(task, happened, _nodes.Get(happened.Node).Operator);
        GiveBack(job, task);
    }

    internal void Apply(RunLost happened)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        task.NodeFaults++;
        GiveBack(job, task);
    }

    internal void Apply(RunCancelled happened)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        Close(job, task);
        task.Turn(UnitState.Owed, UnitState.Open);
        task.Move(TaskMove.Cancel);
    }

    internal void Apply(FaultsSettled happened)
    {
        var task = _jobs.Get(happened.Task.Job).GetTask(happened.Task.Number);
        if (happened.Side == FaultSide.Job)
        {
            // These nodes did nothing wrong, so they may have the task again.
            task.JobFaults++;
            task.Unknown.ForEach(fault => task.Avoid.Remove(fault.Node));
        }
        else
        {
            task.NodeFaults += task.Unknown.Count;
        }

        task.Unknown.Clear();
    }

    internal void ManagerOpened(Instant at)
    {
        var fresh = at.PlusMs(NodePresence.FreshAfterOutageMs);
        foreach (var job in _jobs.All)
        {
            foreach (var task in job.Tasks.Values)
            {
                if (task.IsLive && task.Deadline < fresh)
                {
                    _deadlines.Remove((task.Deadline, task.RunOf(job.Id)));
                    task.Deadline = fresh;
                    _deadlines.Add((task.Deadline, task.RunOf(job.Id)));
                }
            }
        }
    }

    /// <summary>Rebuilds what hangs on the tasks after the jobs came from a snapshot.</summary>
    internal void Rebuild()
    {
        foreach (var job in _jobs.All)
        {
            foreach (var (number, task) in job.Tasks)
            {
                if (task.IsLive)
                {
                    CountLive(job, task, 1);
                    _deadlines.Add((task.Deadline, task.RunOf(job.Id)));
                }
                else if (task.State == TaskState.Ready)
                {
                    job.Returned.Add(number);
                }
            }

            _jobs.Reindex(job);
        }
    }

    private static JobTask Cut(Job job, RunLeased happened)
    {
        var task = new JobTask
        {
            Number = happened.Run.Task,
            First = happened.First,
            Units = new UnitState[happened.Count],
        };
        job.Tasks.Add(task.Number, task);
        job.NextTask++;
        if (!job.Gathered.Remove(happened.First))
        {
            job.NextUnit += happened.Count;
        }

        return task;
    }

    /// <summary>A unit that others are made of is there; the last one makes the next step's unit ready.</summary>
    private void Gather(Job job, int unit)
    {
        if (job.Plan.UsedBy(unit) is not { } user)
        {
            return;
        }

        var there = job.Gathering.GetValueOrDefault(user) + 1;
        if (there < job.Plan.InputsCountOf(user))
        {
            job.Gathering[user] = there;
            return;
        }

        job.Gathering.Remove(user);
        job.Gathered.Add(user);
        _jobs.Reindex(job);
    }

    private static JobTask Again(Job job, RunLeased happened)
    {
        job.Returned.Remove(happened.Run.Task);
        return job.GetTask(happened.Run.Task);
    }

    private static void Count(JobTask task, RunFailed happened, AccountId operatorId)
    {
        switch (happened.Failure.Side)
        {
            case FaultSide.Job:
                task.JobFaults++;
                break;
            case FaultSide.Node:
                task.NodeFaults++;
                task.Avoid.Add(happened.Node);
                break;
            case FaultSide.Unknown:
                task.Avoid.Add(happened.Node);
                task.Unknown.Add(
                    new UnknownFault(happened.Run.Attempt, happened.Node, operatorId, happened.Failure.Reason));
                break;
        }
    }

    private void GiveBack(Job job, JobTask task)
    {
        Close(job, task);
        task.Turn(UnitState.Owed, UnitState.Open);
        task.Move(TaskMove.Return);
        job.Returned.Add(task.Number);
        _jobs.Reindex(job);
    }

    /// <summary>Moves a task without a live run to where its units say that it stands.</summary>
    private void Settle(Job job, JobTask task)
    {
        if (task.IsLive || task.State == TaskState.Ready)
        {
            return;
        }

        if (task.Any(UnitState.Open))
        {
            task.Move(TaskMove.Return);
            job.Returned.Add(task.Number);
            _jobs.Reindex(job);
        }
        else if (task.Any(UnitState.Escalated))
        {
            if (task.State == TaskState.Reported)
            {
                task.Move(TaskMove.Escalate);
            }
        }
        else if (task.Any(UnitState.Reported))
        {
            if (task.State == TaskState.Escalated)
            {
                task.Move(TaskMove.Settle);
            }
        }
        else
        {
            task.Move(TaskMove.Accept);
            job.Tasks.Remove(task.Number);
        }
    }

    private void Open(Job job, JobTask task)
    {
        CountLive(job, task, 1);
        _deadlines.Add((task.Deadline, task.RunOf(job.Id)));
        _nodes.Begin(task.Node!.Value, task.RunOf(job.Id), job.IsRender);
    }

    private void Close(Job job, JobTask task)
    {
        CountLive(job, task, -1);
        _deadlines.Remove((task.Deadline, task.RunOf(job.Id)));
        _nodes.End(task.Node!.Value, task.RunOf(job.Id), job.IsRender);
    }

    private void CountLive(Job job, JobTask task, int change)
    {
        job.RunsLive += change;
        _accounts.Get(job.Account).RunsLive += change;
        var node = task.Node!.Value;
        var runs = job.RunsByNode.GetValueOrDefault(node) + change;
        if (runs == 0)
        {
            job.RunsByNode.Remove(node);
        }
        else
        {
            job.RunsByNode[node] = runs;
        }
    }
}
