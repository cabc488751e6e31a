using Heliostat.Core.Jobs;

namespace Heliostat.Core.Claims;

/// <summary>A consumer says that accepted frames are bad. All of them are claimed, or none.</summary>
/// <param name="Job">The job.</param>
/// <param name="Account">Who claims.</param>
/// <param name="Units">The units, ascending.</param>
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

        if (WhyTooMany(network, job) is { } many)
        {
            return many;
        }

        foreach (var unit in Units)
        {
            if (WhyNot(network, job, unit) is { } reason)
            {
                return reason;
            }
        }

        foreach (var unit in Units)
        {
            ruling.Record(new UnitClaimed(
                Job, job.ClaimsTotal + 1, unit, job.Accepted[unit].Run, Reason,
                ruling.Now.PlusMs(ClaimLimits.WaitMsMax)));
        }

        return null;
    }

    private static Refusal? WhyNot(Network network, Job job, int unit)
    {
        if (!job.IsRender)
        {
            return new Refusal(
                "claim-unsupported", "Only frames can be claimed: results of plugins are compared to the byte.");
        }

        if (job.Plan.Steps.Count > 1)
        {
            return new Refusal(
                "claim-unsupported",
                "Frames that are made of regions, or that a video is made of, cannot be claimed: render them again.");
        }

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

    private Refusal? WhyTooMany(Network network, Job job)
    {
        if (job.ClaimsTotal + Units.Count > ClaimLimits.ClaimsPerJobMax)
        {
            return new Refusal("claims-too-many", $"A job has at most {ClaimLimits.ClaimsPerJobMax} claims.");
        }

        return network.Accounts.Get(Account).ClaimsOpen + Units.Count > ClaimLimits.OpenClaimsPerAccountMax
            ? new Refusal(
                "claims-too-many",
                $"An account has at most {ClaimLimits.OpenClaimsPerAccountMax} open claims; wait for verdicts.")
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
