using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;

namespace Heliostat.Simulation.Checkers;

/// <summary>Holds what was taken on against the quotas, and the warnings against what was near them.</summary>
internal sealed class QuotasHold : Checker
{
    public override string Promise =>
        "No job is taken over its account's quota, and no account is warned of what is not near.";

    protected override void Look(Event happened, Network books)
    {
        if (happened is JobSubmitted submitted
            && books.Accounts.Find(submitted.Account) is { } account
            && (account.JobsOpen > account.Quota.Jobs || account.UnitsOpen > account.Quota.Tasks))
        {
            throw Broken(
                $"account {account.Id} has {account.JobsOpen} jobs and {account.UnitsOpen} units of {account.Quota}");
        }

        if (happened is QuotaNeared { Kind: not QuotaKind.Bytes } near
            && !books.Accounts.Find(near.Account)!.Quota.IsNear(near.Kind, near.Used))
        {
            throw Broken($"account {near.Account} was warned at {near.Used} of {near.Limit} {near.Kind}");
        }
    }
}
