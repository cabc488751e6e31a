using System.Globalization;
using Heliostat.Core.Accounts;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Heliostat.Storage.Urls;

namespace Heliostat.Manager.Blobs;

/// <summary>
/// Holds what an account wants to upload against its quota, before the upload starts. What lies in the store counts,
/// what is coming, and what was promised a URL that is still good; each blob once.
/// </summary>
internal sealed class StorageDesk(IBlobStore store, QuotaRing quotas, TimeProvider time)
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<AccountId, Dictionary<ContentHash, (long Bytes, DateTimeOffset Until)>> _promised = [];

    /// <summary>Bytes that lie in the store for an account.</summary>
    public long BytesOf(AccountId account) => store.BytesOf(account);

    /// <summary>Promises room for blobs; where there is not enough, promises nothing and says why.</summary>
    public async Task<ProblemAnswer?> PromiseAsync(
        AccountId account, IReadOnlyList<BlobName> blobs, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var wanted = ComingTo(account);
            foreach (var blob in blobs)
            {
                wanted[blob.Hash] = Math.Max(blob.Bytes, wanted.GetValueOrDefault(blob.Hash));
            }

            var total = store.BytesOf(account);
            foreach (var (hash, bytes) in wanted)
            {
                total += Math.Max(0, bytes - await store.BytesHeld(new BlobKey(account, hash), cancellation));
            }

            var quota = quotas.Of(account)?.Bytes ?? 0;
            if (total > quota)
            {
                return OverQuota(quota, total);
            }

            Keep(account, blobs);
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Why an account can have no more results: it is at its quota already.</summary>
    public ProblemAnswer? WhyNoMore(AccountId account)
    {
        var (quota, used) = (quotas.Of(account)?.Bytes ?? 0, store.BytesOf(account));
        return used >= quota ? OverQuota(quota, used) : null;
    }

    /// <summary>Tells the rules of every account that came near its quota of bytes, or away from it.</summary>
    public void Watch(ManagerLoop loop)
    {
        foreach (var account in store.Accounts)
        {
            var bytes = store.BytesOf(account);
            if (quotas.Of(account) is { } quota
                && quota.IsNear(QuotaKind.Bytes, bytes) != quotas.IsBytesNear(account))
            {
                loop.Post(new ReportBytes(account, bytes), static (_, _) => { });
            }
        }
    }

    private static ProblemAnswer OverQuota(long quota, long total) => Problems.OverQuota(
        "bytes-over-quota",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The account would have {total} bytes of blobs, and its quota is {quota}: wait until old blobs are let ")
        + "go, or ask the network owner for more.");

    private Dictionary<ContentHash, long> ComingTo(AccountId account)
    {
        var coming = store.IncomingOf(account).ToDictionary(put => put.Key.Hash, put => put.Length);
        if (!_promised.TryGetValue(account, out var promised))
        {
            return coming;
        }

        var now = time.GetUtcNow();
        foreach (var (hash, (bytes, until)) in promised.ToList())
        {
            if (until <= now)
            {
                promised.Remove(hash);
            }
            else
            {
                coming[hash] = Math.Max(bytes, coming.GetValueOrDefault(hash));
            }
        }

        return coming;
    }

    private void Keep(AccountId account, IReadOnlyList<BlobName> blobs)
    {
        if (!_promised.TryGetValue(account, out var promised))
        {
            _promised.Add(account, promised = []);
        }

        var until = time.GetUtcNow().AddSeconds(SignedUrl.LifetimeSeconds);
        foreach (var blob in blobs)
        {
            promised[blob.Hash] = (blob.Bytes, until);
        }
    }
}
