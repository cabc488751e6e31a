using System.Collections.Concurrent;
using Heliostat.Protocol.Values;

namespace Heliostat.Storage.Memory;

/// <summary>Blobs in memory, for tests and for networks that live as long as one process.</summary>
public sealed class MemoryBlobStore : IBlobStore
{
    private readonly ConcurrentDictionary<BlobKey, byte[]> _whole = new();
    private readonly ConcurrentDictionary<BlobKey, byte[]> _partial = new();
    private readonly ConcurrentDictionary<BlobKey, DateTime> _used = new();

    /// <inheritdoc/>
    public IReadOnlyCollection<AccountId> Accounts => [.. _whole.Keys.Select(key => key.Account).Distinct()];

    /// <inheritdoc/>
    public ValueTask<long?> SizeOf(BlobKey key, CancellationToken cancel = default) =>
        ValueTask.FromResult(_whole.TryGetValue(key, out var bytes) ? bytes.LongLength : (long?)null);

    /// <inheritdoc/>
    public ValueTask<long?> Touch(BlobKey key, CancellationToken cancel = default)
    {
        _used[key] = DateTime.UtcNow;
        return SizeOf(key, cancel);
    }

    /// <inheritdoc/>
    public long BytesOf(AccountId account) =>
        _whole.Concat(_partial).Where(blob => blob.Key.Account == account).Sum(blob => blob.Value.LongLength);

    /// <inheritdoc/>
    public IReadOnlyList<(BlobKey Key, long Length)> IncomingOf(AccountId account) => [];

    /// <inheritdoc/>
    public IEnumerable<(BlobKey Key, long Bytes, DateTime UsedAtUtc)> List() =>
        _whole.Select(blob => (blob.Key, blob.Value.LongLength, _used.GetValueOrDefault(blob.Key)));

    /// <inheritdoc/>
    public ValueTask<long> BytesHeld(BlobKey key, CancellationToken cancel = default) => ValueTask.FromResult(
        _whole.TryGetValue(key, out var bytes) || _partial.TryGetValue(key, out bytes) ? bytes.LongLength : 0);

    /// <inheritdoc/>
    public async Task<BlobPut> Put(
        BlobKey key, long length, long offset, Stream content, CancellationToken cancel = default)
    {
        if (_whole.ContainsKey(key))
        {
            return new(BlobPutState.Stored, length);
        }

        var held = offset == 0 ? [] : _partial.GetValueOrDefault(key, []);
        if (offset != held.Length)
        {
            return new(BlobPutState.WrongOffset, held.Length);
        }

        using var bytes = new MemoryStream();
        bytes.Write(held);
        try
        {
            await content.CopyToAsync(bytes, cancel);
        }
        finally
        {
            (_partial[key], _used[key]) = (bytes.ToArray(), DateTime.UtcNow);
        }

        return Settle(key, length);
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenRead(BlobKey key, CancellationToken cancel = default) =>
        ValueTask.FromResult<Stream?>(
            _whole.TryGetValue(key, out var bytes) ? new MemoryStream(bytes, writable: false) : null);

    /// <inheritdoc/>
    public ValueTask<bool> Delete(BlobKey key, CancellationToken cancel = default) =>
        ValueTask.FromResult(_whole.TryRemove(key, out _) | _partial.TryRemove(key, out _));

    /// <inheritdoc/>
    public ValueTask<long?> DeleteUnused(BlobKey key, DateTime sinceUtc, CancellationToken cancel = default) =>
        ValueTask.FromResult(_used.GetValueOrDefault(key) < sinceUtc && _whole.TryRemove(key, out var bytes)
            ? bytes.LongLength
            : (long?)null);

    /// <inheritdoc/>
    public long ForgetPartials(DateTime sinceUtc)
    {
        var freed = 0L;
        foreach (var key in _partial.Keys.Where(key => _used.GetValueOrDefault(key) < sinceUtc))
        {
            freed += _partial.TryRemove(key, out var bytes) ? bytes.LongLength : 0;
        }

        return freed;
    }

    private BlobPut Settle(BlobKey key, long length)
    {
        var bytes = _partial[key];
        if (bytes.Length < length)
        {
            return new(BlobPutState.Incomplete, bytes.Length);
        }

        _partial.TryRemove(key, out _);
        if (bytes.Length > length)
        {
            return new(BlobPutState.WrongLength, 0);
        }

        if (ContentHash.Of(bytes) != key.Hash)
        {
            return new(BlobPutState.WrongHash, 0);
        }

        (_whole[key], _used[key]) = (bytes, DateTime.UtcNow);
        return new(BlobPutState.Stored, length);
    }
}
