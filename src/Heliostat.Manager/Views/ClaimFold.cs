using System.Globalization;
using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>What each event changes in the rows about claims, and what claims change in the others.</summary>
internal sealed class ClaimFold(ViewRows rows)
{
    private long _sequence;
    private long _at;

    /// <summary>False when the event is about no claim.</summary>
    public bool Apply(Event happened, long sequence, long atMs)
    {
        (_sequence, _at) = (sequence, atMs);
        switch (happened)
        {
            case UnitClaimed e: Open(e); return true;
            case WitnessHeard e: Hear(e); return true;
            case ClaimUpheld e: Uphold(e); return true;
            case ClaimRefused e: End(e.Run, e.Number, e.Unit, ClaimState.Refused, e.Reason); return true;
            case ClaimLapsed e: End(e.Run, e.Number, e.Unit, ClaimState.Lapsed, e.Reason); return true;
            case UnitWithdrawn e: Withdraw(e); return true;
            case JobApproved e: Log(e.Job, null, "the consumer approved the job"); return true;
            case JobRetired e: Change(e.Job).FinalAtMs = _at; return true;
            default: return false;
        }
    }

    private void Open(UnitClaimed happened)
    {
        var unit = rows.Unit(happened.Job, happened.Unit);
        unit.Claim = ClaimState.Opened;
        rows.Add(new ClaimRow
        {
            Job = happened.Job,
            Number = happened.Number,
            Unit = happened.Unit,
            Reason = happened.Reason,
            Worker = unit.Node,
            File = unit.File,
            OpenedAtMs = _at,
        });
        Change(happened.Job);
        Log(happened.Job, happened.Run, Words(happened.Number, happened.Unit, "was opened"));
    }

    private void Hear(WitnessHeard happened)
    {
        var (job, number) = (happened.Check.Run.Job, happened.Check.Unit);
        var (claim, unit) = (rows.Claim(job, happened.Number), rows.Unit(job, number));
        claim.Voices.Add(new ClaimVoice(happened.Node, happened.Agrees, happened.Reason, happened.Picture, _at));
        claim.State = claim.Voices.Select(voice => voice.Agrees).Distinct().Count() > 1
            ? ClaimState.Split
            : ClaimState.Heard;
        unit.Claim = claim.State;
        if (unit.IsBeingChecked)
        {
            unit.IsBeingChecked = false;
            rows.Node(happened.Node).Checks--;
        }

        var says = happened.Agrees ? "a verifier agrees with the worker" : "a verifier disagrees";
        Log(job, happened.Check.Run, Words(happened.Number, number, $"{says}: {happened.Reason}"));
    }

    private void Uphold(ClaimUpheld happened)
    {
        End(happened.Run, happened.Number, happened.Unit, ClaimState.Upheld, happened.Reason);
        rows.Claim(happened.Job, happened.Number).IsProven = happened.IsProven;
        var unit = rows.Unit(happened.Job, happened.Unit);
        unit.State = happened.IsProven ? UnitVerdictState.Rejected : UnitVerdictState.Returned;
        unit.Verdict = $"a claim was upheld: {happened.Reason}";
        unit.DecidedAtMs = _at;
        var job = Change(happened.Job);
        job.UnitsAccepted--;
        if (happened.IsProven)
        {
            job.UnitsRejected++;
            rows.Node(happened.Worker).UnitsRejected++;
        }

        if (happened.Task is not null && job.State == JobState.Completed)
        {
            (job.State, job.EndedAtMs) = (JobState.Running, null);
            job.StateReason = "a claim was upheld, and a frame is rendered again";
        }
    }

    private void Withdraw(UnitWithdrawn happened)
    {
        if (!happened.WasAccepted)
        {
            return;
        }

        var unit = rows.Unit(happened.Job, happened.Unit);
        (unit.State, unit.Verdict, unit.DecidedAtMs) = (UnitVerdictState.Returned, happened.Reason, _at);
        Change(happened.Job).UnitsAccepted--;
        Log(happened.Job, unit.Run, $"unit {happened.Unit} is made again: {happened.Reason}");
    }

    private void End(RunId run, int number, int unit, ClaimState state, string reason)
    {
        var claim = rows.Claim(run.Job, number);
        (claim.State, claim.Verdict, claim.DecidedAtMs) = (state, reason, _at);
        rows.Unit(run.Job, unit).Claim = state;
        Change(run.Job);
        Log(run.Job, run, Words(number, unit, $"was {state.ToString().ToLowerInvariant()}: {reason}"));
    }

    private static string Words(int number, int unit, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"claim {number} about unit {unit}: {what}");

    private JobRow Change(JobId id)
    {
        var job = rows.Job(id);
        job.UpdatedAtMs = _at;
        return job;
    }

    private void Log(JobId job, RunId? run, string text) => rows.Add(new LogLine(_sequence, _at, job, run, text));
}
