using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>What each event changes in the rows about jobs, runs and units.</summary>
internal sealed class ViewFold(ViewRows rows)
{
    private readonly NodeFold _nodes = new(rows);
    private readonly ClaimFold _claims = new(rows);
    private long _sequence;
    private long _at;

    public void Apply(long sequence, Instant at, IReadOnlyList<Event> events)
    {
        (_sequence, _at) = (sequence, at.UnixMs);
        foreach (var happened in events)
        {
            Apply(happened);
        }
    }

    private void Apply(Event happened)
    {
        switch (happened)
        {
            case RunLeased e: Lease(e); break;
            case RunStarted e: Start(e); break;
            case UnitReported e: Report(e); break;
            case UnitAccepted e: Accept(e); break;
            case UnitRejected e: Reject(e); break;
            case UnitReturned e: Return(e); break;
            case UnitEscalated e: Escalate(e); break;
            case RunFailed e: End(e.Run, RunState.Failed, WordsOf(e.Failure)); break;
            case RunLost e: End(e.Run, RunState.Failed, e.Reason); break;
            case RunCancelled e: End(e.Run, RunState.Cancelled, "stopped with its job"); break;
            default: ApplyToChecks(happened); break;
        }
    }

    private void ApplyToChecks(Event happened)
    {
        switch (happened)
        {
            case CheckDrawn e: Draw(e); break;
            case CheckAgreed e: CountTiles(e.Check, e.TilesCount, 0); break;
            case CheckDisagreed e: Disagree(e); break;
            case FileCompared { Bound: false } e: Unbind(e); break;
            case CheckLost e: LoseCheck(e); break;
            case CheckCancelled e: Decide(e.Check.Run, e.Check.Unit, UnitVerdictState.Returned, "its job ended"); break;
            default: ApplyToJobs(happened); break;
        }
    }

    private void ApplyToJobs(Event happened)
    {
        switch (happened)
        {
            case JobSubmitted e: Submit(e); break;
            case JobReleased e: Change(e.Job).StateReason = ""; break;
            case JobPaused e: Pause(e.Job, true, JobWords.Paused); break;
            case JobResumed e: Pause(e.Job, false, "resumed by its consumer"); break;
            case JobEdited e: Edit(e); break;
            case JobCompleted e: End(e.Job, JobState.Completed, "every unit was accepted"); break;
            case JobFailed e: End(e.Job, JobState.Failed, e.Reason); break;
            case JobCancelling e: Cancel(e); break;
            case JobCancelled e: End(e.Job, JobState.Cancelled, rows.Job(e.Job).StateReason); break;
            default: ApplyToOthers(happened); break;
        }
    }

    private void ApplyToOthers(Event happened)
    {
        if (!_claims.Apply(happened, _sequence, _at))
        {
            _nodes.Apply(happened, _at);
        }
    }

    private void Submit(JobSubmitted happened) => rows.Add(new JobRow
    {
        Number = rows.NextJob(),
        Id = happened.Job,
        Account = happened.Account,
        Spec = happened.Spec,
        StateReason = JobWords.WhyWaiting(happened.Spec),
        CreatedAtMs = _at,
        UpdatedAtMs = _at,
        UnitsTotal = JobPlan.Of(happened.Spec).Count,
    });

    private void Lease(RunLeased happened)
    {
        var job = Change(happened.Run.Job);
        job.RunsTotal++;
        if (job.State == JobState.Pending)
        {
            (job.State, job.StateReason) = (JobState.Assigned, "a node has its first task");
        }

        rows.Node(happened.Node).Runs++;
        rows.Add(new RunRow
        {
            Number = rows.NextRun(),
            Job = job,
            Id = happened.Run,
            Node = happened.Node,
            First = happened.First,
            Count = happened.Count,
            LeasedAtMs = _at,
            UnitsOwed = happened.Only?.Count ?? happened.Count,
        });
    }

    private void Start(RunStarted happened)
    {
        var run = rows.Run(happened.Run);
        (run.State, run.StartedAtMs) = (RunState.Running, _at);
        var job = Change(happened.Run.Job);
        if (job.State == JobState.Assigned)
        {
            (job.State, job.StateReason, job.StartedAtMs) = (JobState.Running, "nodes work at it", _at);
        }
    }

    private void Report(UnitReported happened)
    {
        var run = rows.Run(happened.Run);
        (run.UnitsOwed, run.UnitsOpen) = (run.UnitsOwed - 1, run.UnitsOpen + 1);
        if (run.UnitsOwed == 0)
        {
            (run.State, run.EndedAtMs) = (RunState.Reported, _at);
            rows.Node(run.Node).Runs--;
        }

        Change(happened.Run.Job);
        rows.Put(new UnitRow
        {
            Job = happened.Run.Job,
            Unit = happened.Unit,
            Run = happened.Run,
            Node = run.Node,
            ExecutionMs = happened.ExecutionMs,
            File = happened.File,
            Result = happened.Result?.GetRawText(),
            ReportedAtMs = _at,
        });
    }

    private void Accept(UnitAccepted happened)
    {
        Decide(happened.Run, happened.Unit, UnitVerdictState.Accepted, happened.Grounds);
        Change(happened.Run.Job).UnitsAccepted++;
        _nodes.Accepted(happened.Node);
    }

    private void Reject(UnitRejected happened)
    {
        rows.Run(happened.Run).StateReason = $"unit {happened.Unit} was rejected: {happened.Reason}";
        Decide(happened.Run, happened.Unit, UnitVerdictState.Rejected, happened.Reason);
        Change(happened.Run.Job).UnitsRejected++;
        rows.Node(happened.Node).UnitsRejected++;
        Log(happened.Run, $"unit {happened.Unit} was rejected: {happened.Reason}");
    }

    private void Return(UnitReturned happened)
    {
        Decide(happened.Run, happened.Unit, UnitVerdictState.Returned, happened.Reason);
        Log(happened.Run, $"unit {happened.Unit} is done again: {happened.Reason}");
    }

    private void Escalate(UnitEscalated happened)
    {
        var unit = rows.Unit(happened.Run.Job, happened.Unit);
        unit.State = UnitVerdictState.Escalated;
        EndCheck(unit);
        Change(happened.Run.Job);
    }

    /// <summary>The last word about a report of a unit, and what it means for its run.</summary>
    private void Decide(RunId id, int number, UnitVerdictState state, string verdict)
    {
        var unit = rows.Unit(id.Job, number);
        (unit.State, unit.Verdict, unit.DecidedAtMs) = (state, verdict, _at);
        EndCheck(unit);
        var run = rows.Run(id);
        run.UnitsOpen--;
        if (run is { State: RunState.Reported, UnitsOpen: 0 })
        {
            // Only a rejection leaves words on a run that reported everything.
            run.State = run.StateReason.Length > 0 ? RunState.Failed : RunState.Completed;
        }

        Change(id.Job);
    }

    private void Draw(CheckDrawn happened)
    {
        var unit = rows.Unit(happened.Check.Run.Job, happened.Check.Unit);
        (unit.Verifier, unit.IsBeingChecked) = (happened.Node, true);
        rows.Node(happened.Node).Checks++;
    }

    private void Disagree(CheckDisagreed happened)
    {
        CountTiles(happened.Check, happened.TilesCount, happened.BadTiles.Count);
        Log(happened.Check.Run, $"unit {happened.Check.Unit}: a verifier disagrees: {happened.Reason}");
    }

    private void Unbind(FileCompared happened) =>
        Log(happened.Check.Run, $"unit {happened.Check.Unit}: the file was not bound: {happened.Reason}");

    private void LoseCheck(CheckLost happened)
    {
        EndCheck(rows.Unit(happened.Check.Run.Job, happened.Check.Unit));
        Log(happened.Check.Run, $"unit {happened.Check.Unit}: a check came to nothing: {happened.Reason}");
    }

    private void CountTiles(CheckId check, int count, int bad)
    {
        var unit = rows.Unit(check.Run.Job, check.Unit);
        (unit.TilesChecked, unit.TilesBad) = (unit.TilesChecked + count, unit.TilesBad + bad);
        var job = Change(check.Run.Job);
        (job.TilesChecked, job.TilesBad) = (job.TilesChecked + count, job.TilesBad + bad);
        if (unit.Verifier is { } verifier && bad == 0)
        {
            _nodes.Succeeded(verifier);
        }
    }

    private void EndCheck(UnitRow unit)
    {
        if (unit.IsBeingChecked)
        {
            unit.IsBeingChecked = false;
            rows.Node(unit.Verifier!.Value).Checks--;
        }
    }

    private void End(RunId id, RunState state, string reason)
    {
        var run = rows.Run(id);
        (run.State, run.StateReason, run.EndedAtMs) = (state, reason, _at);
        rows.Node(run.Node).Runs--;
        Change(id.Job);
        Log(id, state == RunState.Failed ? $"the run failed: {reason}" : $"the run ended: {reason}");
    }

    private void Pause(JobId id, bool isPaused, string words)
    {
        Change(id).IsPaused = isPaused;
        rows.Add(new LogLine(_sequence, _at, id, null, $"the job is {words}"));
    }

    private void Edit(JobEdited happened)
    {
        Change(happened.Job).Edited = happened.Limits;
        rows.Add(new LogLine(_sequence, _at, happened.Job, null, "the job's limits were edited by its consumer"));
    }

    private void Cancel(JobCancelling happened)
    {
        var job = Change(happened.Job);
        (job.State, job.StateReason) = (JobState.Cancelling, happened.Reason);
    }

    private void End(JobId id, JobState state, string reason)
    {
        var job = Change(id);
        (job.State, job.StateReason, job.EndedAtMs) = (state, reason, _at);
        (job.EndedSequence, job.IsPaused) = (_sequence, false);
        rows.Add(new LogLine(_sequence, _at, id, null, $"the job is {state.ToString().ToLowerInvariant()}: {reason}"));
    }

    private JobRow Change(JobId id)
    {
        var job = rows.Job(id);
        job.UpdatedAtMs = _at;
        return job;
    }

    private void Log(RunId run, string text) => rows.Add(new LogLine(_sequence, _at, run.Job, run, text));

    private static string WordsOf(RunFailure failure) =>
        failure.Detail.Length == 0 ? failure.Reason : $"{failure.Reason}: {failure.Detail}";
}
