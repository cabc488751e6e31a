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
    private readonly ConcurrentDictionary<BlobKey, bool> _busy = new();
    private long _promisedBytes;

    /// <summary>Opens the store in a folder, which is made for its owner only when it is not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="space">How much room there is; the folder's own disk unless given.</param>
    public DiskBlobStore(string folder, Func<FreeSpace>? space = null)
    {
        _folder = Path.GetFullPath(folder);
        _partials = Path.Combine(_folder, "partial");
        _space = space ?? (() => FreeSpace.Of(_folder));
        if (!Directory.Exists(_folder) && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder, OwnerOnly);
        }

        DurableFolder.Make(_partials);
    }

    /// <summary>The file of a whole blob, for programs that read files; null when there is none.</summary>
    public string? FindFile(BlobKey key) => PathOf(key) is var path && File.Exists(path) ? path : null;

    /// <summary>All whole blobs, with their sizes and when each was last used.</summary>
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
    public async ValueTask<long> BytesHeld(BlobKey key, CancellationToken cancel = default) =>
        await SizeOf(key, cancel) ?? FileOf(key).BytesHeld;

    /// <inheritdoc/>
    public async Task<BlobPut> Put(
        BlobKey key, long length, long offset, Stream content, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (await SizeOf(key, cancel) == length)
        {
            return new(BlobPutState.Stored, length);
        }

        if (!_busy.TryAdd(key, true))
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
    public async ValueTask<bool> Delete(BlobKey key, CancellationToken cancel = default)
    {
        var found = await BytesHeld(key, cancel) > 0 || await SizeOf(key, cancel) is not null;
        if (found)
        {
            FileOf(key).Discard();
            File.Delete(PathOf(key));
        }

        return found;
    }

    /// <summary>Lets go of what broken puts left that nobody went on with for so long; answers how many.</summary>
    public int ForgetPartials(TimeSpan untouched)
    {
        var limit = DateTime.UtcNow - untouched;
        var old = new DirectoryInfo(_partials).GetFiles().Where(file => file.LastWriteTimeUtc < limit).ToList();
        old.ForEach(file => file.Delete());
        return old.Count;
    }

    private async Task<BlobPut> PutAlone(
        BlobKey key, long length, long offset, Stream content, CancellationToken cancel)
    {
        var file = FileOf(key);
        var promised = Math.Max(0, length - offset);
        try
        {
            if (!_space().HasRoomFor(Interlocked.Add(ref _promisedBytes, promised)))
            {
                return new(BlobPutState.StorageFull, file.BytesHeld);
            }

            DurableFolder.Make(Path.GetDirectoryName(PathOf(key))!);
            return await file.Write((key.Hash, length), offset, content, Keep, cancel);
        }
        finally
        {
            Interlocked.Add(ref _promisedBytes, -promised);
        }

        void Keep(int bytes)
        {
            promised -= bytes;
            Interlocked.Add(ref _promisedBytes, -bytes);
        }
    }

    private VerifiedFile FileOf(BlobKey key) =>
        new(Path.Combine(_partials, $"{key.Account.Value:N}-{key.Hash}"), PathOf(key));

    private string PathOf(BlobKey key)
    {
        var name = key.Hash.ToString();
        return Path.Combine(_folder, key.Account.Value.ToString("N"), name[..2], name);
    }
}
