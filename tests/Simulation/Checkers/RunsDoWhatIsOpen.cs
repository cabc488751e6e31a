using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Follows where each unit stands, by the events alone.</summary>
internal sealed class RunsDoWhatIsOpen : Checker
{
    private readonly Dictionary<(JobId Job, int Unit), (UnitState State, RunId Run)> _units = [];
    private readonly Dictionary<(JobId Job, int Unit), int> _doneAgainIn = [];

    public override string Promise =>
        "A run does exactly the units of its task that are open, and each is judged once.";

    protected override void Look(Event happened, Network books)
    {
        switch (happened)
        {
            case RunLeased e: Lease(e); break;
            case UnitReported e: Move(e.Run, e.Unit, UnitState.Owed, UnitState.Reported); break;
            case UnitEscalated e: Move(e.Run, e.Unit, UnitState.Reported, UnitState.Escalated); break;
            case UnitAccepted e: Judge(e.Run, e.Unit, UnitState.Accepted); break;
            case UnitRejected e: Judge(e.Run, e.Unit, UnitState.Open); break;
            case UnitReturned e: Judge(e.Run, e.Unit, UnitState.Open); break;
            case ClaimUpheld e: DoAgain(e); break;
            case UnitWithdrawn e: Withdraw(e); break;
            case RunFailed e: GiveBack(e.Run); break;
            case RunLost e: GiveBack(e.Run); break;
            case RunCancelled e: GiveBack(e.Run); break;
            default: break;
        }
    }

    private void Lease(RunLeased leased)
    {
        var doing = leased.Only ?? [.. Enumerable.Range(leased.First, leased.Count)];
        var open = Enumerable.Range(leased.First, leased.Count)
            .Where(unit => _units.GetValueOrDefault((leased.Run.Job, unit)).State == UnitState.Open)
            .Where(unit => _doneAgainIn.GetValueOrDefault((leased.Run.Job, unit), leased.Run.Task) == leased.Run.Task);
        if (!open.SequenceEqual(doing.Order()))
        {
            throw Broken($"{leased.Run} does units {string.Join(' ', doing)}, open are {string.Join(' ', open)}");
        }

        foreach (var unit in doing)
        {
            _units[(leased.Run.Job, unit)] = (UnitState.Owed, leased.Run);
        }
    }

    private void Move(RunId run, int unit, UnitState from, UnitState to)
    {
        if (_units.GetValueOrDefault((run.Job, unit)) != (from, run))
        {
            throw Broken($"unit {unit} of {run} became {to} and was {_units.GetValueOrDefault((run.Job, unit))}");
        }

        _units[(run.Job, unit)] = (to, run);
    }

    private void DoAgain(ClaimUpheld upheld)
    {
        Move(upheld.Run, upheld.Unit, UnitState.Accepted, UnitState.Open);
        if (upheld.Task is { } task)
        {
            _doneAgainIn[(upheld.Job, upheld.Unit)] = task;
        }
    }

    private void Withdraw(UnitWithdrawn withdrawn)
    {
        var unit = (withdrawn.Job, withdrawn.Unit);
        if (withdrawn.WasAccepted != (_units.GetValueOrDefault(unit).State == UnitState.Accepted))
        {
            throw Broken($"unit {withdrawn.Unit} of job {withdrawn.Job} was withdrawn as what it is not");
        }

        _units.Remove(unit);
        _doneAgainIn.Remove(unit);
    }

    private void Judge(RunId run, int unit, UnitState to)
    {
        var from = _units.GetValueOrDefault((run.Job, unit)).State;
        Move(run, unit, from == UnitState.Escalated ? UnitState.Escalated : UnitState.Reported, to);
    }

    private void GiveBack(RunId run)
    {
        foreach (var (unit, stands) in _units.Where(unit => unit.Value == (UnitState.Owed, run)).ToList())
        {
            _units[unit] = (UnitState.Open, stands.Run);
        }
    }
}
