using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Counts acceptances.</summary>
internal sealed class AcceptedOnce : Checker
{
    private readonly HashSet<(JobId Job, int Unit)> _accepted = [];
    private readonly Dictionary<JobId, int> _counts = [];

    public override string Promise =>
        "Every unit is accepted at most once, and once more after each claim that holds about it or what it is made "
        + "of; each of a completed job is.";

    protected override void Look(Event happened, Network books)
    {
        if (happened is UnitAccepted accepted)
        {
            if (!_accepted.Add((accepted.Run.Job, accepted.Unit)))
            {
                throw Broken($"unit {accepted.Unit} of job {accepted.Run.Job} was accepted twice");
            }

            _counts[accepted.Run.Job] = _counts.GetValueOrDefault(accepted.Run.Job) + 1;
        }

        if (happened is ClaimUpheld upheld)
        {
            TakeBack(upheld.Job, upheld.Unit);
        }

        if (happened is UnitWithdrawn { WasAccepted: true } withdrawn)
        {
            TakeBack(withdrawn.Job, withdrawn.Unit);
        }

        if (happened is JobCompleted completed)
        {
            var (count, total) = (
                _counts.GetValueOrDefault(completed.Job), books.Jobs.Find(completed.Job)!.UnitsTotal);
            if (count != total)
            {
                throw Broken($"job {completed.Job} is complete with {count} of {total} units");
            }
        }
    }

    private void TakeBack(JobId job, int unit)
    {
        if (!_accepted.Remove((job, unit)))
        {
            throw Broken($"unit {unit} of job {job} is accepted no more, and never was");
        }

        _counts[job]--;
    }
}
