using Heliostat.Core.Accounts;
using Heliostat.Core.Claims;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;

namespace Heliostat.Core.Jobs;

/// <summary>Every job that is not final, in the order of submission.</summary>
public sealed class JobBook
{
    private readonly SortedDictionary<long, Job> _jobs = [];
    private readonly SortedDictionary<long, Job> _ready = [];
    private readonly SortedSet<(Instant At, JobId Job)> _ended = [];
    private readonly SortedSet<(Instant By, JobId Job)> _assignBy = [];
    private readonly Dictionary<JobId, Job> _byId = [];
    private readonly Dictionary<JobId, List<JobId>> _dependents = [];
    private readonly AccountBook _accounts;
    private long _next;

    internal JobBook(AccountBook accounts) => _accounts = accounts;

    /// <summary>Jobs in the order of submission.</summary>
    public IReadOnlyCollection<Job> All => _jobs.Values;

    /// <summary>Jobs with a task that waits for a node, in the order of submission.</summary>
    public IReadOnlyCollection<Job> Ready => _ready.Values;

    /// <summary>The next moment at which a job has waited for a node too long, or null.</summary>
    public Instant? NextAssignBy => _assignBy.Count == 0 ? null : _assignBy.Min.By;

    /// <summary>When the event that is applied happened.</summary>
    internal Instant At { get; set; }

    /// <summary>The job, or null.</summary>
    public Job? Find(JobId id) => _byId.GetValueOrDefault(id);

    internal Job Get(JobId id) => Find(id) ?? throw new InvariantException($"There is no job {id}.");

    internal void Apply(JobSubmitted happened, Instant at)
    {
        var job = new Job
        {
            Id = happened.Job,
            Account = happened.Account,
            Spec = happened.Spec,
            SubmittedAt = at,
            Number = _next,
            UnitsTotal = JobPlan.Of(happened.Spec).Count,
            WaitsFor = NotCompleted(happened.Spec.DependsOn ?? []),
            StateReason = JobWords.WhyWaiting(happened.Spec),
        };
        Add(job);
        Await(job);
    }

    internal void Apply(JobReleased happened) => Get(happened.Job).StateReason = "";

    internal void Apply(JobPaused happened)
    {
        var job = Get(happened.Job);
        job.IsPaused = true;
        Reindex(job);
    }

    internal void Apply(JobResumed happened)
    {
        var job = Get(happened.Job);
        job.IsPaused = false;
        Reindex(job);
    }

    internal void Apply(JobEdited happened) => Get(happened.Job).Edited = happened.Limits;

    internal void Apply(JobCompleted happened, Instant at)
    {
        var waiting = DependentsOf(happened.Job);
        End(Get(happened.Job), JobMove.Complete, "every unit was accepted", at);
        foreach (var id in waiting)
        {
            var job = Get(id);
            job.WaitsFor.Remove(happened.Job);
            Reindex(job);
        }

        // A claim may open the job again, and what it had let go by then waits for it no more.
        _dependents.Remove(happened.Job);
    }

    internal void Apply(JobFailed happened, Instant at) =>
        End(Get(happened.Job), JobMove.Fail, happened.Reason, at);

    internal void Apply(JobCancelling happened)
    {
        var job = Get(happened.Job);
        job.Move(JobMove.Cancel, happened.Reason);
        Reindex(job);
    }

    internal void Apply(JobCancelled happened, Instant at)
    {
        var job = Get(happened.Job);
        End(job, JobMove.Stop, job.StateReason, at);
    }

    internal void Apply(JobRetired happened)
    {
        var job = Get(happened.Job);
        IndexEnd(job, isKnown: false);
        _jobs.Remove(job.Number);
        _byId.Remove(happened.Job);
        _dependents.Remove(happened.Job);
    }

    internal void Apply(UnitClaimed happened)
    {
        var job = Get(happened.Job);
        IndexEnd(job, isKnown: false);
        job.ClaimsTotal++;
        job.Claimed[happened.Unit] = job.ClaimsOf(happened.Unit) + 1;
        CountClaims(job, 1);
    }

    /// <summary>A claim is over and the unit stays as it was, checked so many times by now.</summary>
    internal void EndClaim(JobId id, int unit, int checks)
    {
        var job = Get(id);
        job.Accepted[unit] = job.Accepted[unit] with { Checks = checks };
        CountClaims(job, -1);
        IndexEnd(job, isKnown: true);
    }

    internal void Apply(ClaimUpheld happened)
    {
        var job = Get(happened.Job);
        job.Accepted.Remove(happened.Unit);
        job.UnitsAccepted--;
        _accounts.Get(job.Account).UnitsOpen += job.EndedAt is null ? 1 : 0;
        job.UnitsRejected += happened.IsProven ? 1 : 0;
        CountClaims(job, -1);
        if (happened.Task is { } task)
        {
            DoAgain(job, task, happened);
        }

        IndexEnd(job, isKnown: true);
    }

    internal void Apply(UnitWithdrawn happened)
    {
        var job = Get(happened.Job);
        if (happened.WasAccepted)
        {
            job.Accepted.Remove(happened.Unit);
            job.UnitsAccepted--;
            _accounts.Get(job.Account).UnitsOpen += job.EndedAt is null ? 1 : 0;
        }

        if (job.IsOpen)
        {
            WaitAgain(job, happened.Unit);
        }
    }

    internal void Keep(int unit, AcceptedUnit accepted) => Get(accepted.Run.Job).Accepted[unit] = accepted;

    /// <summary>Open jobs that wait for this one, in the order of submission.</summary>
    internal IReadOnlyList<JobId> DependentsOf(JobId job) =>
        _dependents.TryGetValue(job, out var dependents) ? [.. dependents] : [];

    /// <summary>Jobs that ended by then, those that ended first before the others.</summary>
    internal List<JobId> EndedBy(Instant then, int most)
    {
        var ended = new List<JobId>();
        foreach (var (at, job) in _ended)
        {
            if (at > then || ended.Count == most)
            {
                break;
            }

            ended.Add(job);
        }

        return ended;
    }

    internal bool AnyEndedBy(Instant then) => _ended.Count > 0 && _ended.Min.At <= then;

    /// <summary>Jobs that have waited for a node too long by then, the first ones first.</summary>
    internal List<Job> AwaitingSince(Instant then, int most)
    {
        var late = new List<Job>();
        foreach (var (by, job) in _assignBy)
        {
            if (by > then || late.Count == most)
            {
                break;
            }

            late.Add(Get(job));
        }

        return late;
    }

    internal void ManagerOpened(Instant at)
    {
        var fresh = at.PlusMs(NodePresence.FreshAfterOutageMs);
        foreach (var job in _jobs.Values)
        {
            if (job.AssignBy < fresh)
            {
                _assignBy.Remove((job.AssignBy.Value, job.Id));
                job.AssignBy = fresh;
                _assignBy.Add((fresh, job.Id));
            }
        }
    }

    /// <summary>Keeps the indexes of jobs with waiting work true after a task of the job changed.</summary>
    internal void Reindex(Job job)
    {
        IndexReady(job);
        Await(job);
    }

    /// <summary>Starts the time in which a job has to find a node, or ends it.</summary>
    internal void Await(Job job)
    {
        if (job.AwaitsNode == job.AssignBy is not null)
        {
            return;
        }

        if (job.AssignBy is { } by)
        {
            _assignBy.Remove((by, job.Id));
            job.AssignBy = null;
            return;
        }

        job.AssignBy = At.PlusMs(job.Limits.MaxTimeoutAssignMs!.Value);
        _assignBy.Add((job.AssignBy.Value, job.Id));
    }

    internal void IndexReady(Job job)
    {
        if (job.HasReadyWork)
        {
            _ready.TryAdd(job.Number, job);
        }
        else
        {
            _ready.Remove(job.Number);
        }
    }

    internal void Write(NetworkState state) => (state.Jobs, state.NextJob) = ([.. _jobs.Values], _next);

    internal void Read(NetworkState state)
    {
        state.Jobs.ForEach(Add);
        _next = state.NextJob;
    }

    private void DoAgain(Job job, int task, ClaimUpheld happened)
    {
        job.Tasks.Add(task, new JobTask
        {
            Number = task,
            First = happened.Unit,
            Units = [UnitState.Open],
            Avoid = [happened.Worker],
        });
        job.Returned.Add(task);
        job.NextTask++;
        if (job.State == JobState.Completed)
        {
            job.Move(JobMove.Reopen, "a claim was upheld, and a frame is rendered again");
            job.EndedAt = null;
            Count(job, 1);
        }

        Reindex(job);
    }

    /// <summary>A unit of a later step lacks one more of those that it is made of.</summary>
    private void WaitAgain(Job job, int unit)
    {
        if (job.TaskOf(unit) is { } task)
        {
            if (task.State != TaskState.Cancelled)
            {
                task.Move(TaskMove.Cancel);
            }

            job.Tasks.Remove(task.Number);
            job.Returned.Remove(task.Number);
        }

        var there = job.Gathering.TryGetValue(unit, out var some) ? some : job.Plan.InputsCountOf(unit);
        job.Gathered.Remove(unit);
        job.Gathering.Remove(unit);
        if (there > 1)
        {
            job.Gathering.Add(unit, there - 1);
        }

        Reindex(job);
    }

    private void CountClaims(Job job, int change)
    {
        job.ClaimsOpen += change;
        _accounts.Get(job.Account).ClaimsOpen += change;
    }

    /// <summary>Keeps the index of jobs that will be final: those that ended and have no open claim.</summary>
    private void IndexEnd(Job job, bool isKnown)
    {
        if (job.EndedAt is not { } ended)
        {
            return;
        }

        if (isKnown && job.ClaimsOpen == 0)
        {
            _ended.Add((ended, job.Id));
        }
        else
        {
            _ended.Remove((ended, job.Id));
        }
    }

    private List<JobId> NotCompleted(IReadOnlyList<JobId> jobs)
    {
        var open = new List<JobId>();
        foreach (var job in jobs)
        {
            // One that left the books was completed: the rule that took the job made sure of it.
            if (Find(job) is { State: not JobState.Completed })
            {
                open.Add(job);
            }
        }

        return open;
    }

    private void End(Job job, JobMove move, string reason, Instant at)
    {
        job.Move(move, reason);
        job.IsPaused = false;
        job.WaitsFor.ForEach(awaited => _dependents.GetValueOrDefault(awaited)?.Remove(job.Id));
        job.WaitsFor.Clear();
        job.EndedAt = at;
        job.Tasks.Clear();
        job.Returned.Clear();
        job.Gathered.Clear();
        job.Gathering.Clear();
        IndexEnd(job, isKnown: true);
        Count(job, -1);
        Reindex(job);
    }

    private void Add(Job job)
    {
        _jobs.Add(job.Number, job);
        _byId.Add(job.Id, job);
        _next = job.Number + 1;
        _accounts.Get(job.Account).ClaimsOpen += job.ClaimsOpen;
        if (job.EndedAt is null)
        {
            Count(job, 1);
        }

        if (job.AssignBy is { } by)
        {
            _assignBy.Add((by, job.Id));
        }

        foreach (var awaited in job.WaitsFor)
        {
            if (!_dependents.TryGetValue(awaited, out var dependents))
            {
                _dependents.Add(awaited, dependents = []);
            }

            dependents.Add(job.Id);
        }

        IndexEnd(job, isKnown: true);
        IndexReady(job);
    }

    private void Count(Job job, int change)
    {
        var account = _accounts.Get(job.Account);
        account.JobsOpen += change;
        account.UnitsOpen += change * (job.UnitsTotal - job.UnitsAccepted);
    }
}
