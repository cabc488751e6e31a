namespace Heliostat.Core.Accounts;

/// <summary>The network owner sets how much a consumer may take; what is null stays as it is.</summary>
public sealed record SetQuota(AccountId Account, int? Jobs, long? Tasks, long? Bytes, int? Weight) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Accounts.Find(Account) is not { Kind: AccountKind.Consumer } account)
        {
            return new Refusal("account-unknown", "There is no such consumer.");
        }

        var (before, quota) = (account.Quota, Merge(account.Quota));
        var broken = OutOf("jobs", quota.Jobs, 0, AccountQuota.JobsMax)
            ?? OutOf("tasks", quota.Tasks, 0, AccountQuota.TasksMax)
            ?? OutOf("bytes", quota.Bytes, 0, AccountQuota.BytesMax)
            ?? OutOf("weight", quota.Weight, 1, AccountQuota.WeightMax);
        if (broken is not null || quota == before)
        {
            return broken;
        }

        ruling.Record(new QuotaSet(Account, quota));
        QuotaWarning.WhenCrossed(ruling, account, before, account.JobsOpen, account.UnitsOpen);
        return null;
    }

    private static Refusal? OutOf(string name, long value, long min, long max) => value >= min && value <= max
        ? null
        : new Refusal($"{name}-invalid", $"A quota's {name} is {value}; it may be {min} to {max}.");

    private AccountQuota Merge(AccountQuota quota) => new(
        Jobs ?? quota.Jobs, Tasks ?? quota.Tasks, Bytes ?? quota.Bytes, Weight ?? quota.Weight);
}
