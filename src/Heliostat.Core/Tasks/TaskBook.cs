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
        task.Allotted = happened.Allotted;
        task.TimeoutMs = job.Limits.MaxTimeoutRunMs;
        job.RunsTotal++;
        Open(job, task);
        _jobs.Reindex(job);
        if (job.State == JobState.Pending)
        {
            job.Move(JobMove.Assign, "a node has its first task");
        }
    }

    internal void Apply(RunStarted happened, Instant at)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        task.Move(TaskMove.Start);
        (task.StartedAt, task.HeardAt) = (at, at);
        Defer(task, happened.Run, happened.Deadline);
        if (job.State == JobState.Assigned)
        {
            job.Move(JobMove.Start, "nodes work at it");
        }
    }

    internal void Apply(UnitReported happened, Instant at)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        task.Set(happened.Unit, UnitState.Reported);
        if (happened.Unit < job.Plan.FirstStep.End)
        {
            Measure(job, task, happened.ExecutionMs, at);
        }

        if (task.Any(UnitState.Owed))
        {
            if (happened.Deadline is { } deadline)
            {
                Defer(task, happened.Run, deadline);
            }

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
            job.GetNode(happened.Node).Faults++;
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

    internal void Apply(RunFailed happened, Instant at)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        ForgetWhenSteady(job, task, at);
        Count(job, task, happened, _nodes.Get(happened.Node).Operator);
        GiveBack(job, task);
    }

    internal void Apply(RunLost happened, Instant at)
    {
        var job = _jobs.Get(happened.Run.Job);
        var task = job.GetTask(happened.Run.Task);
        ForgetWhenSteady(job, task, at);
        task.NodeFaults++;
        task.Hung += happened.Reason == FailureReasons.Hung ? 1 : 0;
        if (happened.Reason != FailureReasons.NodeLost)
        {
            job.GetNode(happened.Node).Faults++;
        }

        GiveBack(job, task);
    }

    internal void Apply(RunStopping happened) => Defer(
        _jobs.Get(happened.Run.Job).GetTask(happened.Run.Task), happened.Run, happened.Deadline);

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
        var job = _jobs.Get(happened.Task.Job);
        var task = job.GetTask(happened.Task.Number);
        var settled = task.Unknown.FindAll(fault => fault.Unit == happened.Unit);
        task.Unknown.RemoveAll(fault => fault.Unit == happened.Unit);
        if (happened.Side == FaultSide.Node)
        {
            task.NodeFaults += settled.Count;
            return;
        }

        // These nodes did nothing wrong, so they may have the task again.
        task.CountJobFault(happened.Unit);
        foreach (var fault in settled)
        {
            task.Avoid.Remove(fault.Node);
            job.GetNode(fault.Node).Faults--;
        }
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
                    Defer(task, task.RunOf(job.Id), fresh);
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

            _jobs.IndexReady(job);
        }
    }

    /// <summary>A PERSISTENT run that was up for long may fail again as often as a new one.</summary>
    private static void ForgetWhenSteady(Job job, JobTask task, Instant at)
    {
        if (job.IsPersistent && task.State == TaskState.Running
            && at.MsSince(task.StartedAt) >= RunTimes.SteadyAfterMs)
        {
            task.ForgetFaults();
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

    private static void Count(Job job, JobTask task, RunFailed happened, AccountId operatorId)
    {
        if (happened.Failure.Side != FaultSide.Job)
        {
            task.Avoid.Add(happened.Node);
            job.GetNode(happened.Node).Faults++;
        }

        switch (happened.Failure.Side)
        {
            case FaultSide.Job:
                task.CountJobFault(happened.Unit);
                break;
            case FaultSide.Node:
                task.NodeFaults++;
                break;
            case FaultSide.Unknown:
                task.Unknown.Add(new UnknownFault(
                    happened.Run.Attempt, happened.Unit, happened.Node, operatorId, happened.Failure.Reason));
                break;
        }
    }

    private static void Measure(Job job, JobTask task, long executionMs, Instant at)
    {
        (job.MeasuredMs, job.MeasuredUnits) = (job.MeasuredMs + executionMs, job.MeasuredUnits + 1);
        job.SlowestMs = long.Max(job.SlowestMs, executionMs);
        if (job.IsRender)
        {
            job.GetNode(task.Node!.Value).Measure(executionMs, at.MsSince(task.HeardAt));
            task.HeardAt = at;
        }
    }

    private void Defer(JobTask task, RunId run, Instant deadline)
    {
        _deadlines.Remove((task.Deadline, run));
        task.Deadline = deadline;
        _deadlines.Add((deadline, run));
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
        _nodes.Begin(job, task);
        _jobs.Await(job);
    }

    private void Close(Job job, JobTask task)
    {
        CountLive(job, task, -1);
        _deadlines.Remove((task.Deadline, task.RunOf(job.Id)));
        _nodes.End(job, task);
        task.Allotted = null;
        _jobs.Await(job);
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
