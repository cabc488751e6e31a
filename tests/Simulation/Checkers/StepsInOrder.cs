using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Holds what is leased against what was accepted before.</summary>
internal sealed class StepsInOrder : Checker
{
    private readonly HashSet<(JobId Job, int Unit)> _accepted = [];
    private readonly Dictionary<JobId, JobPlan> _plans = [];

    public override string Promise =>
        "A task belongs to one step, no unit is begun before all that it is made of is accepted, and none stays "
        + "accepted of which something is not.";

    public override void Look(JournalEntry entry, Network books)
    {
        base.Look(entry, books);
        foreach (var happened in entry.Events)
        {
            if (happened is ClaimUpheld upheld && _plans[upheld.Job].UsedBy(upheld.Unit) is { } user
                && _accepted.Contains((upheld.Job, user)))
            {
                throw Broken($"unit {user} of job {upheld.Job} is accepted, and unit {upheld.Unit} is not");
            }
        }
    }

    protected override void Look(Event happened, Network books)
    {
        switch (happened)
        {
            case JobSubmitted e: _plans.Add(e.Job, JobPlan.Of(e.Spec)); break;
            case UnitAccepted e: _accepted.Add((e.Run.Job, e.Unit)); break;
            case ClaimUpheld e: _accepted.Remove((e.Job, e.Unit)); break;
            case UnitWithdrawn e: _accepted.Remove((e.Job, e.Unit)); break;
            case RunLeased e: Look(e); break;
            default: break;
        }
    }

    private void Look(RunLeased leased)
    {
        var plan = _plans[leased.Run.Job];
        var last = leased.First + leased.Count - 1;
        if (plan.StepOf(leased.First) != plan.StepOf(last))
        {
            throw Broken($"{leased.Run} has units {leased.First} to {last}, of two steps");
        }

        for (var unit = leased.First; unit <= last; unit++)
        {
            var first = plan.FirstInputOf(unit);
            for (var input = first; input < first + plan.InputsCountOf(unit); input++)
            {
                if (!_accepted.Contains((leased.Run.Job, input)))
                {
                    throw Broken($"unit {unit} of {leased.Run} was leased before unit {input} was accepted");
                }
            }
        }
    }
}
