using Heliostat.Core.Accounts;
using Heliostat.Core.Recipes;

namespace Heliostat.Core.Jobs;

/// <summary>A consumer asks for work.</summary>
/// <param name="Account">The consumer.</param>
/// <param name="Spec">What it asks for.</param>
/// <param name="Final">Those of the jobs it depends on that have ended, where the host knows of any.</param>
public sealed record SubmitJob(AccountId Account, JobSpec Spec, IReadOnlyList<FinalJob>? Final = null) : Command
{
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

        if (RecipeRules.Check(network, Account, Spec.Recipe) is { } raw)
        {
            return raw;
        }

        if (WhyNot(account) is { } over)
        {
            return over;
        }

        var (jobs, units) = (account.JobsOpen, account.UnitsOpen);
        var job = new JobId(ruling.Choice.NextId());
        ruling.Record(new JobSubmitted(job, Account, Spec));
        QuotaWarning.WhenCrossed(ruling, account, account.Quota, jobs, units);
        if (Spec.DependsOn is { Count: > 0 } && network.Jobs.Get(job).WaitsFor.Count == 0)
        {
            ruling.Record(new JobReleased(job));
        }

        return null;
    }

    private Refusal? WhyNot(Account account)
    {
        var (quota, units) = (account.Quota, JobPlan.Of(Spec).Count);
        if (account.JobsOpen >= quota.Jobs)
        {
            return new Refusal(
                "jobs-over-quota",
                $"{account.JobsOpen} jobs are open, and the account's quota is {quota.Jobs}: wait until one ends, "
                + "cancel one, or ask the network owner for more.");
        }

        return account.UnitsOpen + units > quota.Tasks
            ? new Refusal(
                "tasks-over-quota",
                $"{account.UnitsOpen} tasks wait to be accepted, the job would add {units}, and the account's quota "
                + $"is {quota.Tasks}: wait, submit fewer frames, or ask the network owner for more.")
            : null;
    }
}
