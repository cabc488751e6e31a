using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Heliostat.Storage.Disk;
using Heliostat.Storage.Transfer;

namespace Heliostat.Manager.Tests.Blobs;

/// <summary>What a node keeps by it, for each account apart, however the connection behaves.</summary>
public sealed class BlobCacheTests : IAsyncLifetime
{
    private const int Size = 1_000;

    private readonly TemporaryFolder _folder = new();
    private readonly BlobTransfer _transfer = new();
    private DiskBlobStore _store = null!;
    private BlobServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new DiskBlobStore(_folder.File("store"), () => new FreeSpace(1L << 40, 1L << 40));
        _server = await BlobServer.Start(_store);
    }

    public async ValueTask DisposeAsync()
    {
        _transfer.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Another_account_fetches_for_itself()
    {
        var key = await StoreAsync(1);
        var cache = Open();
        using var mine = await FetchAsync(cache, key);
        var other = key with { Account = new AccountId(Guid.NewGuid()) };

        Assert.False(cache.Contains(other));
        using var theirs = await FetchAsync(cache, other, url: key);

        Assert.Equal(2, _server.Seen.Count);
        Assert.NotEqual(mine.Path, theirs.Path);
    }

    [Fact]
    public async Task A_fetch_that_breaks_goes_on_where_it_stopped()
    {
        var key = await StoreAsync(1, 3_000_000);
        var urls = 0;
        using var blob = await Open().Fetch(key, 3_000_000, _ =>
        {
            _server.CutAfterBytes = urls++ == 0 ? 2_000_000 : null;
            return Task.FromResult<Uri?>(_server.Url(HttpMethod.Get, key.Hash, 3_000_000));
        });

        Assert.Equal(2, urls);
        Assert.StartsWith("GET 206 bytes=", _server.Seen[1], StringComparison.Ordinal);
        Assert.Equal(key.Hash, ContentHash.Of(await File.ReadAllBytesAsync(blob.Path)));
    }

    private BlobCache Open() =>
        new(_folder.File("cache"), 10_000_000, _transfer, () => new FreeSpace(1L << 40, 1L << 40));

    private async Task<BlobKey> StoreAsync(int seed, int size = Size)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        var key = _server.KeyOf(ContentHash.Of(bytes));
        await _store.Put(key, size, 0, new MemoryStream(bytes));
        return key;
    }

    private Task<CachedBlob> FetchAsync(BlobCache cache, BlobKey key, BlobKey? url = null) => cache.Fetch(
        key, Size, _ => Task.FromResult<Uri?>(_server.Url(HttpMethod.Get, (url ?? key).Hash, Size)));
}
