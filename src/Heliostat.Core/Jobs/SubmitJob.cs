using Heliostat.Core.Accounts;

namespace Heliostat.Core.Jobs;

/// <summary>A consumer asks for work.</summary>
/// <param name="Account">The consumer.</param>
/// <param name="Spec">What it asks for.</param>
/// <param name="Final">Those of the jobs it depends on that have ended, where the host knows of any.</param>
public sealed record SubmitJob(AccountId Account, JobSpec Spec, IReadOnlyList<FinalJob>? Final = null) : Command
{
    /// <summary>Jobs that one account may have open at once.</summary>
    public const int OpenJobsPerAccountMax = 10_000;

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Accounts.Find(Account) is not { Banned: false, Kind: AccountKind.Consumer } account)
        {
            return new Refusal("consumer-unknown", "Only a consumer that is not banned can submit jobs.");
        }

        if (JobRules.Check(Spec) is { } broken)
        {
            return broken;
        }

        if (DependencyRules.Check(network, this) is { } unmet)
        {
            return unmet;
        }

        if (account.JobsOpen >= OpenJobsPerAccountMax)
        {
            return new Refusal("jobs-too-many", $"An account has at most {OpenJobsPerAccountMax} open jobs.");
        }

        var job = new JobId(ruling.Choice.NextId());
        ruling.Record(new JobSubmitted(job, Account, Spec));
        if (Spec.DependsOn is { Count: > 0 } && network.Jobs.Get(job).WaitsFor.Count == 0)
        {
            ruling.Record(new JobReleased(job));
        }

        return null;
    }
}
