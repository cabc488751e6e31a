using Heliostat.Core.Accounts;

namespace Heliostat.Core.Jobs;

/// <summary>A consumer asks for work.</summary>
public sealed record SubmitJob(AccountId Account, JobSpec Spec) : Command
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

        if (account.JobsOpen >= OpenJobsPerAccountMax)
        {
            return new Refusal("jobs-too-many", $"An account has at most {OpenJobsPerAccountMax} open jobs.");
        }

        ruling.Record(new JobSubmitted(new JobId(ruling.Choice.NextId()), Account, Spec));
        return null;
    }
}
