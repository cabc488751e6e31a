using Heliostat.Protocol.Nodes;
using Heliostat.Storage.Transfer;

namespace Heliostat.Storage.Disk;

/// <summary>
/// The blobs that a node keeps by it, up to a number of bytes; what was used longest ago goes first, what is in use
/// stays. Blobs of different accounts are kept apart.
/// </summary>
public sealed class BlobCache
{
    private readonly DiskBlobStore _store;
    private readonly BlobTransfer _transfer;
    private readonly long _bytesMax;
    private readonly Lock _gate = new();
    private readonly Dictionary<BlobKey, Slot> _slots = [];
    private readonly Dictionary<BlobKey, Task> _fetching = [];
    private long _bytes;

    /// <summary>Opens the cache in a folder of its own; what an earlier process left there is used.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="bytesMax">How many bytes of blobs may lie there.</param>
    /// <param name="transfer">Fetches what is missing.</param>
    /// <param name="space">How much room there is; the folder's own disk unless given.</param>
    public BlobCache(string folder, long bytesMax, BlobTransfer transfer, Func<FreeSpace>? space = null)
    {
        _store = new DiskBlobStore(folder, space);
        _transfer = transfer;
        _bytesMax = bytesMax;
        foreach (var (key, bytes, usedAt) in _store.List())
        {
            _slots[key] = new Slot(bytes, usedAt);
            _bytes += bytes;
        }
    }

    /// <summary>How many bytes of blobs lie there.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Whether a blob is there.</summary>
    public bool Contains(BlobKey key)
    {
        lock (_gate)
        {
            return _slots.TryGetValue(key, out var slot) && slot.IsWhole;
        }
    }

    /// <summary>A blob, fetched unless it is there. Several callers share one fetch.</summary>
    /// <param name="key">The account and hash.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="freshUrl">Asks for a GET URL; not called for a blob that is there.</param>
    /// <param name="progress">Told how many bytes have come so far.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="BlobTransferException">It could not be fetched, or there is no room for it.</exception>
    public async Task<CachedBlob> Fetch(
        BlobKey key,
        long bytes,
        Func<CancellationToken, Task<Uri?>> freshUrl,
        IProgress<long>? progress = null,
        CancellationToken cancel = default)
    {
        while (true)
        {
            TaskCompletionSource? mine = null;
            Task? others;
            lock (_gate)
            {
                if (TryTake(key) is { } there)
                {
                    return there;
                }

                if (!_fetching.TryGetValue(key, out others))
                {
                    mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    _fetching[key] = mine.Task;
                    MakeRoom(key, bytes, mine);
                }
            }

            if (mine is not null)
            {
                return await FetchAlone((key, bytes), freshUrl, progress, mine, cancel);
            }

            await others!.WaitAsync(cancel);
        }
    }

    /// <summary>Drops a blob that nobody uses; false when it is in use or not there.</summary>
    public bool Drop(BlobKey key)
    {
        lock (_gate)
        {
            return _slots.TryGetValue(key, out var slot) && slot is { IsWhole: true, Users: 0 } && Remove(key, slot);
        }
    }

    private async Task<CachedBlob> FetchAlone(
        (BlobKey Key, long Bytes) blob,
        Func<CancellationToken, Task<Uri?>> freshUrl,
        IProgress<long>? progress,
        TaskCompletionSource mine,
        CancellationToken cancel)
    {
        try
        {
            var name = new BlobName(blob.Key.Hash, blob.Bytes);
            await _transfer.DownloadToStore(name, _store, blob.Key, freshUrl, progress, cancel);
            lock (_gate)
            {
                _slots[blob.Key].IsWhole = true;
                return TryTake(blob.Key)
                    ?? throw new BlobTransferException("cache-emptied", "Another program empties the node's cache.");
            }
        }
        finally
        {
            lock (_gate)
            {
                _fetching.Remove(blob.Key);
                if (_slots.TryGetValue(blob.Key, out var slot) && !slot.IsWhole)
                {
                    _bytes -= slot.Bytes;
                    _slots.Remove(blob.Key);
                }
            }

            mine.SetResult();
        }
    }

    private CachedBlob? TryTake(BlobKey key)
    {
        if (!_slots.TryGetValue(key, out var slot) || !slot.IsWhole)
        {
            return null;
        }

        if (_store.FindFile(key) is not { } path)
        {
            // Somebody emptied the folder behind our back.
            _bytes -= slot.Bytes;
            _slots.Remove(key);
            return null;
        }

        slot.UsedAtUtc = DateTime.UtcNow;
        slot.Users++;
        File.SetLastWriteTimeUtc(path, slot.UsedAtUtc);
        return new CachedBlob(path, slot.Bytes, () => LetGo(slot));
    }

    private void LetGo(Slot slot)
    {
        lock (_gate)
        {
            slot.Users--;
        }
    }

    private void MakeRoom(BlobKey key, long bytes, TaskCompletionSource mine)
    {
        var idle = _slots.Where(slot => slot.Value is { IsWhole: true, Users: 0 }).ToList();
        foreach (var (old, slot) in idle.OrderBy(slot => slot.Value.UsedAtUtc))
        {
            if (_bytes + bytes <= _bytesMax)
            {
                break;
            }

            Remove(old, slot);
        }

        if (_bytes + bytes > _bytesMax)
        {
            _fetching.Remove(key);
            mine.SetResult();
            throw new BlobTransferException(
                "cache-full",
                $"The node's cache of {_bytesMax} bytes has no room for a blob of {bytes}. Give it more, or run less.");
        }

        _bytes += bytes;
        _slots[key] = new Slot(bytes, DateTime.UtcNow) { IsWhole = false };
    }

    private bool Remove(BlobKey key, Slot slot)
    {
        _store.Remove(key);
        _bytes -= slot.Bytes;
        return _slots.Remove(key);
    }

    private sealed class Slot(long bytes, DateTime usedAtUtc)
    {
        public long Bytes => bytes;

        public DateTime UsedAtUtc { get; set; } = usedAtUtc;

        public int Users { get; set; }

        public bool IsWhole { get; set; } = true;
    }
}
