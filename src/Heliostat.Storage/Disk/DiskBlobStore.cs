using System.Collections.Concurrent;
using Heliostat.Protocol.Values;

namespace Heliostat.Storage.Disk;

/// <summary>
/// Blobs as files in a folder: <c>ACCOUNT/ab/abcd…</c> when whole, <c>partial/ACCOUNT-abcd…</c> before. Several
/// processes must not share one folder.
/// </summary>
public sealed class DiskBlobStore : IBlobStore
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly string _partials;
    private readonly Func<FreeSpace> _space;
    private readonly TimeProvider _time;
    private readonly ByteCounts _counts = new();
    private readonly Lock _using = new();
    private readonly ConcurrentDictionary<BlobKey, long> _busy = new();
    private long _promisedBytes;

    /// <summary>Opens the store in a folder, which is made for its owner only when it is not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="space">How much room there is; the folder's own disk unless given.</param>
    /// <param name="time">By what the use of blobs is dated; the system's clock unless given.</param>
    public DiskBlobStore(string folder, Func<FreeSpace>? space = null, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _folder = Path.GetFullPath(folder);
        _partials = Path.Combine(_folder, "partial");
        _space = space ?? (() => FreeSpace.Of(_folder));
        if (!Directory.Exists(_folder) && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder, OwnerOnly);
        }

        DurableFolder.Make(_partials);
        CountAll();
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<AccountId> Accounts => _counts.Accounts;

    /// <summary>The file of a whole blob, for programs that read files; null when there is none.</summary>
    public string? FindFile(BlobKey key) => PathOf(key) is var path && File.Exists(path) ? path : null;

    /// <inheritdoc/>
    public IEnumerable<(BlobKey Key, long Bytes, DateTime UsedAtUtc)> List() =>
        from folder in new DirectoryInfo(_folder).EnumerateDirectories()
        let account = Guid.TryParseExact(folder.Name, "N", out var id) ? id : (Guid?)null
        where account is not null
        from file in folder.EnumerateFiles("*", SearchOption.AllDirectories)
        let hash = ContentHash.TryParse(file.Name, out var parsed) ? parsed : (ContentHash?)null
        where hash is not null
        select (new BlobKey(new AccountId(account.Value), hash.Value), file.Length, file.LastWriteTimeUtc);

    /// <inheritdoc/>
    public ValueTask<long?> SizeOf(BlobKey key, CancellationToken cancel = default) =>
        ValueTask.FromResult(new FileInfo(PathOf(key)) is { Exists: true } file ? file.Length : (long?)null);

    /// <inheritdoc/>
    public ValueTask<long?> Touch(BlobKey key, CancellationToken cancel = default)
    {
        var file = new FileInfo(PathOf(key));
        lock (_using)
        {
            if (!file.Exists)
            {
                return ValueTask.FromResult<long?>(null);
            }

            // To the day is good enough, and spares the disk a write each time.
            var now = _time.GetUtcNow().UtcDateTime;
            if (now - file.LastWriteTimeUtc > TimeSpan.FromHours(BlobStores.UseDatedHours))
            {
                file.LastWriteTimeUtc = now;
            }

            return ValueTask.FromResult<long?>(file.Length);
        }
    }

    /// <inheritdoc/>
    public long BytesOf(AccountId account) => _counts.Of(account);

    /// <inheritdoc/>
    public IReadOnlyList<(BlobKey Key, long Length)> IncomingOf(AccountId account) =>
        [.. _busy.Where(put => put.Key.Account == account).Select(put => (put.Key, put.Value))];

    /// <inheritdoc/>
    public async ValueTask<long> BytesHeld(BlobKey key, CancellationToken cancel = default) =>
        await SizeOf(key, cancel) ?? FileOf(key).BytesHeld;

    /// <inheritdoc/>
    public async Task<BlobPut> Put(
        BlobKey key, long length, long offset, Stream content, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (await Touch(key, cancel) == length)
        {
            return new(BlobPutState.Stored, length);
        }

        if (!_busy.TryAdd(key, length))
        {
            return new(BlobPutState.Busy, FileOf(key).BytesHeld);
        }

        try
        {
            return await PutAlone(key, length, offset, content, cancel);
        }
        finally
        {
            _busy.TryRemove(key, out _);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenRead(BlobKey key, CancellationToken cancel = default)
    {
        try
        {
            return ValueTask.FromResult<Stream?>(new FileStream(
                PathOf(key),
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete,
                bufferSize: 0,
                FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return ValueTask.FromResult<Stream?>(null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> Delete(BlobKey key, CancellationToken cancel = default) =>
        ValueTask.FromResult(Remove(key));

    /// <inheritdoc/>
    public ValueTask<long?> DeleteUnused(BlobKey key, DateTime sinceUtc, CancellationToken cancel = default)
    {
        if (!_busy.TryAdd(key, 0))
        {
            return ValueTask.FromResult<long?>(null);
        }

        try
        {
            lock (_using)
            {
                var file = new FileInfo(PathOf(key));
                if (!file.Exists || file.LastWriteTimeUtc >= sinceUtc)
                {
                    return ValueTask.FromResult<long?>(null);
                }

                var bytes = file.Length;
                file.Delete();
                _counts.Add(key.Account, -bytes);
                return ValueTask.FromResult<long?>(bytes);
            }
        }
        finally
        {
            _busy.TryRemove(key, out _);
        }
    }

    /// <inheritdoc/>
    public long ForgetPartials(DateTime sinceUtc)
    {
        var freed = 0L;
        foreach (var file in new DirectoryInfo(_partials).GetFiles().Where(file => file.LastWriteTimeUtc < sinceUtc))
        {
            var key = KeyOfPartial(file.Name);
            if (key is { } known && !_busy.TryAdd(known, 0))
            {
                continue;
            }

            var bytes = file.Length;
            file.Delete();
            freed += bytes;
            if (key is { } counted)
            {
                _counts.Add(counted.Account, -bytes);
                _busy.TryRemove(counted, out _);
            }
        }

        return freed;
    }

    /// <summary>Lets a blob and what is held of it go, at once; false when there was nothing.</summary>
    internal bool Remove(BlobKey key)
    {
        var (held, isWhole) = (BytesOnDisk(key), File.Exists(PathOf(key)));
        FileOf(key).Discard();
        if (isWhole)
        {
            File.Delete(PathOf(key));
        }

        _counts.Add(key.Account, -held);
        return held > 0 || isWhole;
    }

    private async Task<BlobPut> PutAlone(
        BlobKey key, long length, long offset, Stream content, CancellationToken cancel)
    {
        var file = FileOf(key);
        var promised = Math.Max(0, length - offset);
        var counted = BytesOnDisk(key);
        try
        {
            if (!_space().HasRoomFor(Interlocked.Add(ref _promisedBytes, promised)))
            {
                return new(BlobPutState.StorageFull, file.BytesHeld);
            }

            DurableFolder.Make(Path.GetDirectoryName(PathOf(key))!);
            var put = await file.Write((key.Hash, length), offset, content, Keep, cancel);
            if (put.State == BlobPutState.Stored)
            {
                File.SetLastWriteTimeUtc(PathOf(key), _time.GetUtcNow().UtcDateTime);
            }

            return put;
        }
        finally
        {
            Interlocked.Add(ref _promisedBytes, -promised);
            _counts.Add(key.Account, BytesOnDisk(key) - counted);
        }

        void Keep(int bytes)
        {
            promised -= bytes;
            counted += bytes;
            Interlocked.Add(ref _promisedBytes, -bytes);
            _counts.Add(key.Account, bytes);
        }
    }

    private static BlobKey? KeyOfPartial(string name) =>
        name.Split('-') is [var account, var hash]
        && Guid.TryParseExact(account, "N", out var id)
        && ContentHash.TryParse(hash, out var content)
            ? new BlobKey(new AccountId(id), content)
            : null;

    /// <summary>Counts what earlier processes left, so that the folder itself is the only record.</summary>
    private void CountAll()
    {
        foreach (var (key, bytes, _) in List())
        {
            _counts.Add(key.Account, bytes);
        }

        foreach (var file in new DirectoryInfo(_partials).EnumerateFiles())
        {
            if (KeyOfPartial(file.Name) is { } key)
            {
                _counts.Add(key.Account, file.Length);
            }
        }
    }

    private long BytesOnDisk(BlobKey key) =>
        FileOf(key).BytesHeld + (new FileInfo(PathOf(key)) is { Exists: true } whole ? whole.Length : 0);

    private VerifiedFile FileOf(BlobKey key) =>
        new(Path.Combine(_partials, $"{key.Account.Value:N}-{key.Hash}"), PathOf(key));

    private string PathOf(BlobKey key)
    {
        var name = key.Hash.ToString();
        return Path.Combine(_folder, key.Account.Value.ToString("N"), name[..2], name);
    }
}
