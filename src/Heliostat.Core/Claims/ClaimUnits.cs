using Heliostat.Core.Jobs;

namespace Heliostat.Core.Claims;

/// <summary>
/// A consumer says that accepted frames are bad. All of them are claimed, or none. With a frame that was put together
/// each of its regions is claimed, so that what is bad is found, and whoever rendered it.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Account">Who claims.</param>
/// <param name="Units">The units of the frames, ascending.</param>
/// <param name="Reason">The name under which the consumer's words are sealed: their salted hash.</param>
public sealed record ClaimUnits(JobId Job, AccountId Account, IReadOnlyList<int> Units, ContentHash Reason) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Jobs.Find(Job) is not { } job || job.Account != Account)
        {
            return new Refusal("job-unknown", "This account has no such job, or it is final.");
        }

        if (JobEnding.IsOver(job, ruling.Now))
        {
            return new Refusal("job-final", "The job ended 72 hours ago: nothing of it can be claimed any more.");
        }

        if (!AreAscending() || Units.Count > ClaimLimits.UnitsPerRequestMax)
        {
            return new Refusal(
                "units-invalid",
                $"A claim names 1 to {ClaimLimits.UnitsPerRequestMax} frames, each once and in order.");
        }

        if (WhyNotFrames(job) is { } strange)
        {
            return strange;
        }

        var pieces = Pieces(job);
        if (WhyTooMany(network, job, pieces.Count) is { } many)
        {
            return many;
        }

        foreach (var unit in pieces)
        {
            if (WhyNot(network, job, unit) is { } reason)
            {
                return reason;
            }
        }

        foreach (var unit in pieces)
        {
            ruling.Record(new UnitClaimed(
                Job, job.ClaimsTotal + 1, unit, job.Accepted[unit].Run, Reason,
                ruling.Now.PlusMs(ClaimLimits.WaitMsMax)));
        }

        return null;
    }

    private Refusal? WhyNotFrames(Job job)
    {
        if (!job.IsRender)
        {
            return new Refusal(
                "claim-unsupported", "Only frames can be claimed: results of plugins are compared to the byte.");
        }

        foreach (var unit in Units)
        {
            if (unit < 0 || unit >= job.UnitsTotal)
            {
                return new Refusal("unit-not-accepted", $"The job has no unit {unit}, so there is nothing to claim.");
            }

            if (!job.Plan.IsResult(unit) || job.Plan.StepOf(unit) == StepKind.Encode)
            {
                return new Refusal(
                    "claim-unsupported",
                    "Only frames can be claimed: name the frame of a region, or the frames of a video.");
            }
        }

        return null;
    }

    /// <summary>The units whose results are looked at: the regions of each frame, and then the frame.</summary>
    private List<int> Pieces(Job job)
    {
        var pieces = new List<int>();
        foreach (var unit in Units)
        {
            var first = job.Plan.FirstInputOf(unit);
            for (var region = first; region < first + job.Plan.InputsCountOf(unit); region++)
            {
                pieces.Add(region);
            }

            pieces.Add(unit);
        }

        return pieces;
    }

    private static Refusal? WhyNot(Network network, Job job, int unit)
    {
        if (!job.Accepted.ContainsKey(unit))
        {
            return new Refusal("unit-not-accepted", $"Unit {unit} was not accepted, so there is nothing to claim.");
        }

        if (network.Checks.Find(job.Id, unit) is not null)
        {
            return new Refusal("claim-open", $"Unit {unit} is claimed already; wait for the verdict.");
        }

        return job.ClaimsOf(unit) >= ClaimLimits.ClaimsPerUnitMax
            ? new Refusal(
                "claim-repeated",
                $"Unit {unit} was claimed {ClaimLimits.ClaimsPerUnitMax} times; that is as often as one can be.")
            : null;
    }

    private Refusal? WhyTooMany(Network network, Job job, int count)
    {
        if (job.ClaimsTotal + count > ClaimLimits.ClaimsPerJobMax)
        {
            return new Refusal(
                "claims-too-many",
                $"A job has at most {ClaimLimits.ClaimsPerJobMax} claims; each region of a frame counts as one.");
        }

        return network.Accounts.Get(Account).ClaimsOpen + count > ClaimLimits.OpenClaimsPerAccountMax
            ? new Refusal(
                "claims-too-many",
                $"An account has at most {ClaimLimits.OpenClaimsPerAccountMax} open claims, and each region of a frame "
                    + "counts as one; wait for verdicts, or claim fewer frames.")
            : null;
    }

    private bool AreAscending()
    {
        for (var i = 1; i < Units.Count; i++)
        {
            if (Units[i] <= Units[i - 1])
            {
                return false;
            }
        }

        return Units.Count > 0;
    }
}
