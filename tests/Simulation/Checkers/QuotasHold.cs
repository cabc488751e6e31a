using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Holds what was taken on against the quotas, and the warnings against what was near them.</summary>
internal sealed class QuotasHold : Checker
{
    public override string Promise =>
        "No job is taken over its account's quota; who comes near one is warned, and nobody else.";

    private HashSet<(AccountId Account, QuotaKind Kind)> _near = [];

    public override void Look(JournalEntry entry, Network books)
    {
        base.Look(entry, books);
        var near = Near(books).ToHashSet();
        var warned = entry.Events.OfType<QuotaNeared>().Select(e => (e.Account, e.Kind));
        var unwarned = near.Except(_near).Except(warned).ToList();
        if (unwarned.Count > 0)
        {
            throw Broken($"account {unwarned[0].Account} came near its quota of {unwarned[0].Kind} unwarned");
        }

        _near = near;
    }

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

    private static IEnumerable<(AccountId Account, QuotaKind Kind)> Near(Network books) =>
        from account in books.Accounts.Accounts
        from kind in new[] { QuotaKind.Jobs, QuotaKind.Tasks }
        where account.Quota.IsNear(kind, kind == QuotaKind.Jobs ? account.JobsOpen : account.UnitsOpen)
        select (account.Id, kind);
}
