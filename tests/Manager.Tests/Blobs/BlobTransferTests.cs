using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Heliostat.Storage.Disk;
using Heliostat.Storage.Transfer;

namespace Heliostat.Manager.Tests.Blobs;

public sealed class BlobTransferTests : IAsyncLifetime
{
    private const int Size = 5_000_000;

    private readonly TemporaryFolder _folder = new();
    private readonly BlobTransfer _transfer = new();
    private readonly byte[] _bytes = new byte[Size];
    private FreeSpace _space = new(1L << 40, 1L << 40);
    private DiskBlobStore _store = null!;
    private BlobServer _server = null!;
    private BlobName _blob = null!;
    private int _urls;

    public async ValueTask InitializeAsync()
    {
        new Random(1).NextBytes(_bytes);
        _blob = new BlobName(ContentHash.Of(_bytes), Size);
        _store = new DiskBlobStore(_folder.File("store"), () => _space);
        _server = await BlobServer.Start(_store);
    }

    public async ValueTask DisposeAsync()
    {
        _transfer.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_blob_goes_up_and_comes_down_whole()
    {
        var progress = new Record();
        await _transfer.Upload(_blob, Open, Url(HttpMethod.Put), progress);
        Assert.Equal(_bytes, await _store.ReadBytes(_server.KeyOf(_blob.Hash), Size));
        Assert.Equal(Size, progress.Last);
        var path = _folder.File("down/frame.png");
        await _transfer.DownloadToFile(_blob, path, Url(HttpMethod.Get), progress);
        Assert.Equal(_bytes, await File.ReadAllBytesAsync(path));
        Assert.False(File.Exists(path + ".part"));
        Assert.Equal(2, _urls);
    }

    [Fact]
    public async Task A_broken_upload_goes_on_where_it_stopped_under_a_fresh_url()
    {
        var urls = Url(HttpMethod.Put);
        await _transfer.Upload(
            _blob,
            Open,
            cancel =>
            {
                _server.CutAfterBytes = _urls == 0 ? 3_000_000 : null;
                return urls(cancel);
            });
        Assert.Equal(_bytes, await _store.ReadBytes(_server.KeyOf(_blob.Hash), Size));
        Assert.True(_urls >= 2);
        Assert.Equal("HEAD 204", _server.Seen[0]);
        Assert.Matches(@"^PUT 201 bytes [1-9]\d*-4999999/5000000$", _server.Seen[^1]);
    }

    [Fact]
    public async Task Of_a_broken_upload_only_the_rest_is_sent_again()
    {
        await PutPart(3_000_000);
        await _transfer.Upload(_blob, Open, Url(HttpMethod.Put));
        Assert.Equal(["HEAD 204", "PUT 201 bytes 3000000-4999999/5000000"], _server.Seen);
    }

    [Fact]
    public async Task What_is_there_already_is_not_sent()
    {
        await _transfer.Upload(_blob, Open, _ => Task.FromResult<Uri?>(null));
        Assert.Empty(_server.Seen);
        await PutPart(Size);
        await _transfer.Upload(_blob, Open, Url(HttpMethod.Put));
        Assert.Equal(["HEAD 204"], _server.Seen);
    }

    [Fact]
    public async Task A_rest_added_to_spoilt_bytes_leads_to_a_new_beginning()
    {
        var key = _server.KeyOf(_blob.Hash);
        await _store.Put(key, Size, 0, new MemoryStream(new byte[1_000_000]));
        await _transfer.Upload(_blob, Open, Url(HttpMethod.Put));
        Assert.Equal(_bytes, await _store.ReadBytes(key, Size));
    }

    [Fact]
    public async Task Bytes_that_are_not_those_announced_are_refused_at_once()
    {
        var other = new byte[Size];
        var refused = await Assert.ThrowsAsync<BlobTransferException>(
            () => _transfer.Upload(_blob, () => new MemoryStream(other), Url(HttpMethod.Put)));
        Assert.Equal("wrong-hash", refused.Code);
        Assert.Equal(1, _urls);
    }

    [Fact]
    public async Task A_full_store_is_told_with_its_code()
    {
        _space = new FreeSpace(0, 1L << 40);
        var refused = await Assert.ThrowsAsync<BlobTransferException>(
            () => _transfer.Upload(_blob, Open, Url(HttpMethod.Put)));
        Assert.Equal("storage-full", refused.Code);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_at_once()
    {
        var refused = await Assert.ThrowsAsync<BlobTransferException>(
            () => _transfer.UploadFile(_blob, _folder.File("none"), Url(HttpMethod.Put)));
        Assert.Equal("file-unreadable", refused.Code);
    }

    [Fact]
    public async Task A_broken_download_goes_on_where_it_stopped()
    {
        await PutPart(Size);
        var urls = Url(HttpMethod.Get);
        var path = _folder.File("frame.png");
        await _transfer.DownloadToFile(
            _blob,
            path,
            cancel =>
            {
                _server.CutAfterBytes = _urls == 0 ? 2_000_000 : null;
                return urls(cancel);
            });
        Assert.Equal(_bytes, await File.ReadAllBytesAsync(path));
        Assert.Equal(2, _server.Seen.Count);
        Assert.StartsWith("GET 206 bytes=", _server.Seen[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_not_allowed_are_told_at_once()
    {
        var path = _folder.File("frame.png");
        var missing = await Assert.ThrowsAsync<BlobTransferException>(
            () => _transfer.DownloadToFile(_blob, path, Url(HttpMethod.Get)));
        Assert.Equal("blob-missing", missing.Code);
        var forbidden = await Assert.ThrowsAsync<BlobTransferException>(
            () => _transfer.DownloadToFile(_blob, path, Url(HttpMethod.Put)));
        Assert.Equal("url-invalid", forbidden.Code);
        Assert.DoesNotContain("signature", forbidden.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_cache_fetches_once_and_drops_what_was_used_longest_ago()
    {
        await PutPart(Size);
        var small = await PutOther(1);
        var other = await PutOther(2);
        var cache = new BlobCache(_folder.File("cache"), Size + 1500, _transfer, () => _space);
        var together = await Task.WhenAll(Fetch(cache, _blob), Fetch(cache, _blob), Fetch(cache, _blob));
        Assert.Equal(_bytes, await File.ReadAllBytesAsync(together[0].Path));
        Assert.Single(_server.Seen);
        (await Fetch(cache, small)).Dispose();

        using var third = await Fetch(cache, other);
        Assert.False(cache.Contains(_server.KeyOf(small.Hash)));
        Assert.True(cache.Contains(_server.KeyOf(_blob.Hash)));
        Assert.Equal(Size + 1000, cache.Bytes);

        var full = await Assert.ThrowsAsync<BlobTransferException>(() => Fetch(cache, small));
        Assert.Equal("cache-full", full.Code);
        Array.ForEach(together, blob => blob.Dispose());
        (await Fetch(cache, small)).Dispose();
        Assert.False(cache.Contains(_server.KeyOf(_blob.Hash)));
    }

    [Fact]
    public async Task A_cache_is_still_there_after_a_restart_and_forgets_what_failed()
    {
        var small = await PutOther(1);
        (await Fetch(new BlobCache(_folder.File("cache"), 5000, _transfer, () => _space), small)).Dispose();
        var again = new BlobCache(_folder.File("cache"), 5000, _transfer, () => _space);
        Assert.True(again.Contains(_server.KeyOf(small.Hash)));
        Assert.Equal(1000, again.Bytes);
        var missing = new BlobName(ContentHash.Of("missing"u8), 7);
        await Assert.ThrowsAsync<BlobTransferException>(() => Fetch(again, missing));
        Assert.Equal(1000, again.Bytes);
        Assert.True(again.Drop(_server.KeyOf(small.Hash)));
        Assert.Equal(0, again.Bytes);
    }

    private Task<CachedBlob> Fetch(BlobCache cache, BlobName blob) => cache.Fetch(
        _server.KeyOf(blob.Hash),
        blob.Bytes,
        _ => Task.FromResult<Uri?>(_server.Url(HttpMethod.Get, blob.Hash, blob.Bytes)));

    private MemoryStream Open() => new(_bytes, writable: false);

    private Func<CancellationToken, Task<Uri?>> Url(HttpMethod method) => _ =>
    {
        _urls++;
        return Task.FromResult<Uri?>(_server.Url(method, _blob.Hash, Size));
    };

    private async Task PutPart(int bytes)
    {
        using var content = new MemoryStream(_bytes, 0, bytes);
        await _store.Put(_server.KeyOf(_blob.Hash), Size, 0, content);
    }

    private async Task<BlobName> PutOther(int seed)
    {
        var bytes = new byte[1000];
        new Random(seed + 10).NextBytes(bytes);
        return new BlobName(await _store.PutBytes(_server.Account, bytes), bytes.Length);
    }

    private sealed class Record : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value) => Last = value;
    }
}
