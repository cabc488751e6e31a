namespace Heliostat.Core.Accounts;

/// <summary>The host says how many bytes it keeps for a consumer; only nearing the quota is recorded.</summary>
public sealed record ReportBytes(AccountId Account, long Bytes) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Accounts.Find(Account) is not { } account)
        {
            return new Refusal("account-unknown", "There is no such account.");
        }

        var isNear = account.Quota.IsNear(QuotaKind.Bytes, Bytes);
        if (isNear && !account.BytesNear)
        {
            ruling.Record(new QuotaNeared(Account, QuotaKind.Bytes, Bytes, account.Quota.Bytes));
        }
        else if (!isNear && account.BytesNear)
        {
            ruling.Record(new BytesEased(Account, Bytes));
        }

        return null;
    }
}
