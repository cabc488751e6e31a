using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Heliostat.Storage.Disk;
using Heliostat.Storage.Memory;

namespace Heliostat.Manager.Tests.Blobs;

public sealed class DiskBlobStoreTests : IDisposable
{
    private static readonly AccountId Account = new(Guid.NewGuid());
    private static readonly FreeSpace Plenty = new(1L << 40, 1L << 40);

    private readonly TemporaryFolder _folder = new();
    private FreeSpace _space = Plenty;

    public static TheoryData<string> Kinds => ["disk", "memory"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_put_is_got(string kind)
    {
        var store = Open(kind);
        var hash = await store.PutBytes(Account, "hello"u8.ToArray());
        var key = new BlobKey(Account, hash);
        Assert.True(await store.Has(key));
        Assert.Equal(5, await store.SizeOf(key));
        Assert.Equal(5, await store.BytesHeld(key));
        Assert.Equal("hello"u8.ToArray(), await store.ReadBytes(key, 5));
        Assert.Null(await store.ReadBytes(key, 4));
        Assert.True(await store.Delete(key));
        Assert.False(await store.Delete(key));
        Assert.Null(await store.OpenRead(key));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Accounts_do_not_see_each_others_blobs(string kind)
    {
        var store = Open(kind);
        var hash = await store.PutBytes(Account, "hello"u8.ToArray());
        Assert.False(await store.Has(new BlobKey(new AccountId(Guid.NewGuid()), hash)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_blob_of_no_bytes_is_a_blob(string kind)
    {
        var store = Open(kind);
        var hash = await store.PutBytes(Account, []);
        Assert.Equal(0, await store.SizeOf(new BlobKey(Account, hash)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_put_that_ends_early_goes_on_from_where_it_stopped(string kind)
    {
        var store = Open(kind);
        var bytes = Bytes(300_000);
        var key = new BlobKey(Account, ContentHash.Of(bytes));
        Assert.Equal(new(BlobPutState.Incomplete, 100_000), await Put(store, key, bytes, 0..100_000));
        Assert.False(await store.Has(key));
        Assert.Equal(100_000, await store.BytesHeld(key));
        Assert.Equal(new(BlobPutState.WrongOffset, 100_000), await Put(store, key, bytes, 99_999..));
        Assert.Equal(new(BlobPutState.Stored, 300_000), await Put(store, key, bytes, 100_000..));
        Assert.Equal(bytes, await store.ReadBytes(key, bytes.Length));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_put_may_always_begin_anew(string kind)
    {
        var store = Open(kind);
        var bytes = Bytes(1000);
        var key = new BlobKey(Account, ContentHash.Of(bytes));
        await Put(store, key, Bytes(500, seed: 2), ..);
        Assert.Equal(new(BlobPutState.Stored, 1000), await Put(store, key, bytes, ..));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bytes_that_do_not_match_are_not_kept(string kind)
    {
        var store = Open(kind);
        var key = new BlobKey(Account, ContentHash.Of(Bytes(1000)));
        Assert.Equal(new(BlobPutState.WrongHash, 0), await Put(store, key, Bytes(1000, seed: 2), ..));
        Assert.Equal(0, await store.BytesHeld(key));
        using var tooMany = new MemoryStream(Bytes(1001));
        Assert.Equal(new(BlobPutState.WrongLength, 0), await store.Put(key, 1000, 0, tooMany));
        Assert.Equal(0, await store.BytesHeld(key));
    }

    [Fact]
    public async Task What_came_before_the_stream_broke_is_kept_over_a_restart()
    {
        var bytes = Bytes(300_000);
        var key = new BlobKey(Account, ContentHash.Of(bytes));
        using var breaking = new BreakingStream(bytes, 200_000);
        await Assert.ThrowsAsync<IOException>(() => Open("disk").Put(key, bytes.Length, 0, breaking));
        var again = Open("disk");
        Assert.Equal(200_000, await again.BytesHeld(key));
        Assert.Equal(BlobPutState.Stored, (await Put(again, key, bytes, 200_000..)).State);
    }

    [Fact]
    public async Task A_file_whose_last_byte_came_before_a_crash_is_finished_with_nothing_more()
    {
        var bytes = Bytes(1000);
        var key = new BlobKey(Account, ContentHash.Of(bytes));
        var store = Open("disk");
        await Put(store, key, bytes, 0..999);
        await File.AppendAllBytesAsync(Directory.GetFiles(_folder.File("partial")).Single(), bytes[999..]);
        Assert.Equal(new(BlobPutState.Stored, 1000), await store.Put(key, 1000, 1000, Stream.Null));
    }

    [Fact]
    public async Task The_reserve_of_the_disk_is_not_touched()
    {
        var store = Open("disk");
        _space = new FreeSpace(5_000_000_100, 100_000_000_000);
        var key = new BlobKey(Account, ContentHash.Of(Bytes(101)));
        Assert.Equal(BlobPutState.StorageFull, (await Put(store, key, Bytes(101), ..)).State);
        Assert.Equal(2_000_000_000, new FreeSpace(0, 1_000_000_000).ReserveBytes);
        _space = _space with { FreeBytes = 5_000_000_101 };
        Assert.Equal(BlobPutState.Stored, (await Put(store, key, Bytes(101), ..)).State);
    }

    [Fact]
    public async Task Two_puts_of_one_blob_do_not_mix()
    {
        var store = Open("disk");
        var bytes = Bytes(1000);
        var key = new BlobKey(Account, ContentHash.Of(bytes));
        using var slow = new PausedStream(bytes);
        var first = store.Put(key, bytes.Length, 0, slow);
        await slow.Reading;
        Assert.Equal(BlobPutState.Busy, (await Put(store, key, bytes, ..)).State);
        slow.GoOn();
        Assert.Equal(BlobPutState.Stored, (await first).State);
        Assert.Equal(BlobPutState.Stored, (await Put(store, key, bytes, ..)).State);
    }

    [Fact]
    public async Task What_nobody_goes_on_with_is_forgotten()
    {
        var store = new DiskBlobStore(_folder.Path, () => Plenty);
        var key = new BlobKey(Account, ContentHash.Of(Bytes(1000)));
        await Put(store, key, Bytes(1000), 0..10);
        Assert.Equal(0, store.ForgetPartials(DateTime.UtcNow.AddHours(-1)));
        File.SetLastWriteTimeUtc(Directory.GetFiles(_folder.File("partial")).Single(), DateTime.UtcNow.AddHours(-2));
        Assert.Equal(10, store.ForgetPartials(DateTime.UtcNow.AddHours(-1)));
        Assert.Equal((0, 0), (await store.BytesHeld(key), store.BytesOf(Account)));
    }

    [Fact]
    public async Task Memory_forgets_only_what_nobody_went_on_with()
    {
        var store = new MemoryBlobStore();
        var key = new BlobKey(Account, ContentHash.Of(Bytes(1000)));
        await Put(store, key, Bytes(1000), 0..10);
        Assert.Equal(0, store.ForgetPartials(DateTime.UtcNow.AddHours(-1)));
        Assert.Equal(10, await store.BytesHeld(key));
        Assert.Equal(10, store.ForgetPartials(DateTime.UtcNow.AddHours(1)));
        Assert.Equal(0, await store.BytesHeld(key));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_accounts_bytes_are_counted_once_each_whole_or_not(string kind)
    {
        var store = Open(kind);
        var hash = await store.PutBytes(Account, "hello"u8.ToArray());
        await store.PutBytes(Account, "hello"u8.ToArray());
        await store.PutBytes(new AccountId(Guid.NewGuid()), "hello"u8.ToArray());
        Assert.Equal(5, store.BytesOf(Account));

        var bytes = Bytes(1000);
        var key = new BlobKey(Account, ContentHash.Of(bytes));
        await Put(store, key, bytes, 0..10);
        Assert.Equal(15, store.BytesOf(Account));
        await Put(store, key, bytes, 0..7);
        Assert.Equal(12, store.BytesOf(Account));
        await Put(store, key, bytes, 7..);
        Assert.Equal(1005, store.BytesOf(Account));
        await store.Delete(new BlobKey(Account, hash));
        Assert.Equal(1000, store.BytesOf(Account));
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_counted()
    {
        var before = new DiskBlobStore(_folder.Path, () => Plenty);
        await before.PutBytes(Account, "hello"u8.ToArray());
        await Put(before, new BlobKey(Account, ContentHash.Of(Bytes(1000))), Bytes(1000), 0..10);

        var store = new DiskBlobStore(_folder.Path, () => Plenty);
        Assert.Equal(15, store.BytesOf(Account));
        Assert.Equal([Account], store.Accounts);
    }

    [Fact]
    public async Task A_put_that_goes_on_is_known_with_the_length_that_it_will_have()
    {
        var store = new DiskBlobStore(_folder.Path, () => Plenty);
        var bytes = Bytes(1000);
        var key = new BlobKey(Account, ContentHash.Of(bytes));
        using var slow = new PausedStream(bytes);
        var put = store.Put(key, 1000, 0, slow);
        await slow.Reading;
        Assert.Equal([(key, 1000)], store.IncomingOf(Account));
        slow.GoOn();
        await put;
        Assert.Empty(store.IncomingOf(Account));
    }

    [Fact]
    public async Task What_was_used_since_then_is_not_let_go()
    {
        var time = new Loop.ManualTime();
        var store = new DiskBlobStore(_folder.Path, () => Plenty, time);
        var key = new BlobKey(Account, await store.PutBytes(Account, "hello"u8.ToArray()));
        var put = time.GetUtcNow().UtcDateTime;
        time.Pass(TimeSpan.FromDays(3));
        Assert.Equal(5, await store.Touch(key));
        Assert.Null(await store.DeleteUnused(key, put.AddDays(1)));
        Assert.Equal(5, await store.DeleteUnused(key, put.AddDays(4)));
        Assert.Null(await store.DeleteUnused(key, put.AddDays(4)));
        Assert.Null(await store.Touch(key));
        Assert.Equal(0, store.BytesOf(Account));
    }

    [Fact]
    public async Task All_whole_blobs_are_listed()
    {
        var store = new DiskBlobStore(_folder.Path, () => Plenty);
        var hash = await store.PutBytes(Account, "hello"u8.ToArray());
        await Put(store, new BlobKey(Account, ContentHash.Of(Bytes(1000))), Bytes(1000), 0..10);
        var (key, bytes, _) = Assert.Single(store.List());
        Assert.Equal((new BlobKey(Account, hash), 5L), (key, bytes));
        Assert.Equal("hello", await File.ReadAllTextAsync(store.FindFile(key)!));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<BlobPut> Put(IBlobStore store, BlobKey key, byte[] bytes, Range part)
    {
        using var content = new MemoryStream(bytes[part]);
        var length = ContentHash.Of(bytes) == key.Hash ? bytes.Length : 1000;
        return await store.Put(key, length, part.Start.GetOffset(bytes.Length), content);
    }

    private IBlobStore Open(string kind) =>
        kind == "disk" ? new DiskBlobStore(_folder.Path, () => _space) : new MemoryBlobStore();

    private sealed class BreakingStream(byte[] bytes, int good) : MemoryStream(bytes, 0, good)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default)
        {
            var read = await base.ReadAsync(buffer, cancel);
            return read > 0 ? read : throw new IOException("broken");
        }
    }

    private sealed class PausedStream(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource _reading = new();
        private readonly TaskCompletionSource _goOn = new();

        public Task Reading => _reading.Task;

        public void GoOn() => _goOn.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default)
        {
            _reading.TrySetResult();
            await _goOn.Task;
            return await base.ReadAsync(buffer, cancel);
        }
    }
}
