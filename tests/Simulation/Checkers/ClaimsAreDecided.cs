using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Follows each claim from its opening to its end, and each job to its finality.</summary>
internal sealed class ClaimsAreDecided : Checker
{
    private const long FinalAfterMs = 72L * 3_600_000;

    private readonly Dictionary<(JobId Job, int Number), Story> _open = [];
    private readonly HashSet<JobId> _approved = [];
    private readonly Dictionary<JobId, JobPlan> _plans = [];
    private readonly Dictionary<JobId, Instant> _ended = [];
    private readonly HashSet<(JobId Job, int Unit)> _upheld = [];
    private Instant _at;

    public override string Promise =>
        "A claim ends once: refused by two verifiers that agree with the worker, proven by two that do not, or openly "
        + "by less; that about a frame also with a region that is bad, and with a frame all its regions are claimed; "
        + "and a job is final only without open claims, 72 hours after its end or approved by its consumer.";

    public override void Look(JournalEntry entry, Network books)
    {
        _at = entry.At;
        _upheld.Clear();
        base.Look(entry, books);
    }

    protected override void Look(Event happened, Network books)
    {
        switch (happened)
        {
            case JobSubmitted e: _plans.Add(e.Job, JobPlan.Of(e.Spec)); break;
            case UnitClaimed e: Open(e, _plans[e.Job]); break;
            case WitnessHeard e: Hear(e); break;
            case ClaimUpheld e: Uphold(e, _plans[e.Job]); break;
            case ClaimRefused e: Expect(e.Number, End(e.Job, e.Number), agreeing: 2); break;
            case ClaimLapsed e: Lapse(e.Number, End(e.Job, e.Number)); break;
            case JobApproved e: _approved.Add(e.Job); break;
            case JobCompleted e: _ended[e.Job] = _at; break;
            case JobFailed e: _ended[e.Job] = _at; break;
            case JobCancelled e: _ended[e.Job] = _at; break;
            case JobRetired e: Retire(e.Job); break;
            default: break;
        }
    }

    private void Open(UnitClaimed claimed, JobPlan plan)
    {
        if (_open.Any(open => open.Key.Job == claimed.Job && open.Value.Unit == claimed.Unit))
        {
            throw Broken($"unit {claimed.Unit} of job {claimed.Job} has two open claims");
        }

        var first = plan.FirstInputOf(claimed.Unit);
        for (var region = first; region < first + plan.InputsCountOf(claimed.Unit); region++)
        {
            if (!_open.Any(open => open.Key.Job == claimed.Job && open.Value.Unit == region))
            {
                throw Broken($"unit {claimed.Unit} of job {claimed.Job} was claimed without its region {region}");
            }
        }

        _open.Add((claimed.Job, claimed.Number), new Story(claimed.Unit, []));
    }

    private void Hear(WitnessHeard heard)
    {
        var story = _open.Single(open => open.Key.Job == heard.Check.Run.Job && open.Value.Unit == heard.Check.Unit);
        story.Value.Heard.Add(heard);
    }

    private Story End(JobId job, int number) => _open.Remove((job, number), out var story)
        ? story
        : throw Broken($"claim {number} about job {job} ended and was not open");

    private void Uphold(ClaimUpheld upheld, JobPlan plan)
    {
        _upheld.Add((upheld.Job, upheld.Unit));
        var story = End(upheld.Job, upheld.Number);
        if (upheld.IsProven)
        {
            Expect(upheld.Number, story, agreeing: 0, disagreeing: 2);
        }
        else if (story.Heard.All(heard => heard.Agrees) && !IsOfBadRegion(upheld, plan))
        {
            throw Broken($"claim {upheld.Number} was upheld and nobody disagreed");
        }
    }

    /// <summary>True when a region of a frame was found bad in the same entry: then the frame is bad as well.</summary>
    private bool IsOfBadRegion(ClaimUpheld upheld, JobPlan plan)
    {
        var first = plan.FirstInputOf(upheld.Unit);
        return Enumerable.Range(first, plan.InputsCountOf(upheld.Unit))
            .Any(region => _upheld.Contains((upheld.Job, region)));
    }

    private void Lapse(int number, Story story)
    {
        if (story.Heard.Any(heard => !heard.Agrees))
        {
            throw Broken($"claim {number} lapsed against a verifier's word");
        }
    }

    private void Expect(int number, Story story, int agreeing, int disagreeing = 0)
    {
        if (story.Heard.Count(heard => heard.Agrees) < agreeing
            || story.Heard.Count(heard => heard is { Agrees: false, Proves: true }) < disagreeing)
        {
            throw Broken($"claim {number} was decided by {story.Heard.Count} verifiers, who did not say so");
        }
    }

    private void Retire(JobId job)
    {
        if (_open.Keys.Any(open => open.Job == job))
        {
            throw Broken($"job {job} is final and a claim about it is open");
        }

        if (!_approved.Contains(job) && _ended[job].PlusMs(FinalAfterMs) > _at)
        {
            throw Broken($"job {job} is final too early");
        }
    }

    private sealed record Story(int Unit, List<WitnessHeard> Heard);
}
