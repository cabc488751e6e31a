using System.Collections.Concurrent;
using Heliostat.Protocol.Values;

namespace Heliostat.Storage.Disk;

/// <summary>How many bytes lie in a store for each account.</summary>
internal sealed class ByteCounts
{
    private readonly ConcurrentDictionary<AccountId, long> _bytes = new();

    public IReadOnlyCollection<AccountId> Accounts => [.. _bytes.Keys];

    public long Of(AccountId account) => _bytes.GetValueOrDefault(account);

    public void Add(AccountId account, long bytes)
    {
        if (bytes != 0)
        {
            _bytes.AddOrUpdate(account, bytes, (_, before) => before + bytes);
        }
    }
}
