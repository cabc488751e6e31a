using System.Collections.Concurrent;
using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Accounts;

/// <summary>The quotas of accounts in memory, kept from the journal, for threads other than the loop's.</summary>
internal sealed class QuotaRing : IJournalReader
{
    private readonly ConcurrentDictionary<AccountId, (AccountQuota Quota, bool BytesNear)> _quotas = new();

    /// <summary>The account's quota; null when there is no such account.</summary>
    public AccountQuota? Of(AccountId account) =>
        _quotas.TryGetValue(account, out var known) ? known.Quota : null;

    /// <summary>Whether the account was warned of its bytes, and they have not eased since.</summary>
    public bool IsBytesNear(AccountId account) => _quotas.GetValueOrDefault(account).BytesNear;

    /// <summary>Takes what the books hold when the manager starts.</summary>
    public void Fill(Network network)
    {
        foreach (var account in network.Accounts.Accounts)
        {
            Take(account);
        }
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        foreach (var entry in group.Entries)
        {
            foreach (var happened in entry.Command is OpenAccount or SetQuota or ReportBytes ? entry.Events : [])
            {
                if (AccountOf(happened) is { } id && network.Accounts.Find(id) is { } account)
                {
                    Take(account);
                }
            }
        }
    }

    private static AccountId? AccountOf(Event happened) => happened switch
    {
        AccountOpened e => e.Account,
        QuotaSet e => e.Account,
        QuotaNeared e => e.Account,
        BytesEased e => e.Account,
        _ => null,
    };

    private void Take(Account account) => _quotas[account.Id] = (account.Quota, account.BytesNear);
}
