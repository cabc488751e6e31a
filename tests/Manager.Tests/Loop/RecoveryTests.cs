using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Manager.Auditing;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliostat.Manager.Tests.Loop;

public sealed class RecoveryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(19)]
    [InlineData(33)]
    [InlineData(1_000)]
    public async Task A_manager_that_dies_after_any_command_has_the_same_books_when_it_starts_again(int commands)
    {
        var left = commands;
        var manager = await TestManager.StartAsync(_folder, _time);
        var nodes = new[] { await manager.ConnectNodeAsync("a"), await manager.ConnectNodeAsync("b") };
        var consumer = await manager.OpenAccountAsync(AccountKind.Consumer, "studio");
        var job = await manager.SubmitRenderAsync(consumer, "1-4");
        await new TestWork(manager, nodes) { GoOn = () => left-- > 0 }.FinishAsync(job);
        var books = await manager.BooksHashAsync();
        CopyWhileOpen("crashed");
        await manager.DisposeAsync();

        var (replayed, _) = Replay(_folder.File("crashed/journal.db"));
        Assert.Equal(books, Books.HashOf(replayed));
        Assert.Equal(0, Audit.Run(_folder.File("crashed/journal.db")).DifferencesTotal);
    }

    [Fact]
    public void What_was_decided_and_not_committed_is_as_if_it_had_never_been()
    {
        ContentHash books;
        using (var vault = OpenVault())
        {
            var parts = OpenParts(vault);
            using var writer = new GroupWriter(parts);
            writer.OpenManager("test");
            writer.OpenEpochWhenDue();
            writer.Decide(new OpenAccount(AccountKind.Consumer, "kept", "pk_1"));
            Assert.NotNull(writer.Commit());
            books = Books.HashOf(parts.Network);
            Assert.Null(writer.Decide(new OpenAccount(AccountKind.Consumer, "lost", "pk_2")).Refused);
            Assert.NotEqual(books, Books.HashOf(parts.Network));
            parts.File.Dispose();
        }

        var (replayed, _) = Replay(_folder.File("journal.db"));
        Assert.Equal(books, Books.HashOf(replayed));
        Assert.Equal("kept", Assert.Single(replayed.Accounts.Accounts).Name);
    }

    [Fact]
    public void One_group_is_one_commit_in_the_order_of_the_commands()
    {
        using var vault = OpenVault();
        var parts = OpenParts(vault);
        using var file = parts.File;
        using var writer = new GroupWriter(parts);
        writer.OpenManager("test");
        for (var i = 0; i < 200; i++)
        {
            writer.Decide(new OpenAccount(AccountKind.Consumer, "c" + i, "pk_" + i), new StoredNonce("pk", "n" + i, 9));
        }

        Assert.Empty(file.Read(1));
        var group = writer.Commit()!;
        Assert.Equal(Enumerable.Range(1, 201).Select(i => (long)i), group.Entries.Select(entry => entry.Sequence));
        Assert.Equal(group.Entries.Select(e => e.Hash), file.Read(1).Select(stored => stored.Hash));
        Assert.Equal(group.Head, file.Reader.LastHead());
        Assert.Equal(200, file.Reader.ReadNonces(0).Count);
        Assert.Null(writer.Commit());
    }

    [Fact]
    public async Task Snapshot_and_replay_give_the_same_books_as_replay_alone()
    {
        var books = await WriteTwoRunsAsync();
        using var journal = JournalReader.Open(_folder.File("journal.db"));
        var folder = new SnapshotFolder(_folder.File("snapshots"), journal.Network, NullLogger.Instance);
        var newest = folder.ReadNewest(journal)!;
        Assert.Equal(journal.LastEntry()!.Value.Sequence, newest.Sequence);
        Assert.Equal(books, Books.HashOf(newest.Network));

        // The older of the two leaves entries to replay.
        File.Delete(Snapshots()[^1]);
        var older = folder.ReadNewest(journal)!;
        Assert.True(older.Sequence < newest.Sequence);
        var (continued, at) = Opening.Replay(journal, older);
        var (whole, wholeAt) = Opening.Replay(journal, null);
        Assert.Equal((books, at), (Books.HashOf(continued), wholeAt));
        Assert.Equal(books, Books.HashOf(whole));
    }

    [Fact]
    public async Task A_bad_torn_foreign_or_future_snapshot_is_passed_over()
    {
        var books = await WriteTwoRunsAsync();
        using var journal = JournalReader.Open(_folder.File("journal.db"));
        var folder = new SnapshotFolder(_folder.File("snapshots"), journal.Network, NullLogger.Instance);
        var newest = Snapshots()[^1];
        var whole = File.ReadAllBytes(newest);
        var older = folder.ReadNewest(journal)!.Sequence;
        foreach (var bad in Spoil(whole))
        {
            File.WriteAllBytes(newest, bad);
            Assert.True(folder.ReadNewest(journal)!.Sequence < older);
        }

        File.WriteAllBytes(newest, whole);
        var foreign = new SnapshotFolder(_folder.File("snapshots"), Guid.NewGuid(), NullLogger.Instance);
        Assert.Null(foreign.ReadNewest(journal));
        folder.Write(new Snapshot(new Network(), 1_000_000, default));
        Assert.Equal(older, folder.ReadNewest(journal)!.Sequence);
        journal.Dispose();
        await using var manager = await TestManager.StartAsync(_folder, _time);
        Assert.Equal(3, await manager.Loop.AskAsync(network => network.Accounts.Accounts.Count));
        Assert.Equal(books, await manager.BooksHashAsync());
    }

    [Fact]
    public async Task An_altered_entry_keeps_the_manager_from_starting()
    {
        await WriteTwoRunsAsync();
        Directory.Delete(_folder.File("snapshots"), recursive: true);
        using (var connection = SystemSqlite.OpenFile(_folder.File("journal.db"), durable: true))
        {
            connection.Execute("UPDATE entries SET body = replace(body, 'studio', 'studia') WHERE sequence > 3");
        }

        var refused = Assert.Throws<JournalException>(() => TestManager.Open(_folder, _time));
        Assert.Contains("heliostat audit", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_went_back_keeps_the_manager_from_starting_until_it_is_accepted()
    {
        await (await TestManager.StartAsync(_folder, _time)).DisposeAsync();
        _time.SetWall(TimeSpan.FromHours(-1));
        var refused = Assert.Throws<JournalException>(() => TestManager.Open(_folder, _time));
        Assert.Contains("--accept-clock", refused.Message, StringComparison.Ordinal);
        await using var manager = TestManager.Open(_folder, _time, acceptClock: true);
        await manager.Loop.StartAsync();
        Assert.Equal(0, Audit.Run(_folder.File("journal.db")).DifferencesTotal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<byte[]> Spoil(byte[] whole)
    {
        yield return [];
        yield return whole[..40];
        yield return whole[..^60];
        foreach (var at in new[] { 0, 5, 60, 140, whole.Length / 2, whole.Length * 3 / 4 })
        {
            var bad = whole.ToArray();
            bad[at] ^= 1;
            yield return bad;
        }
    }

    private static (Network Network, Instant? Last) Replay(string path)
    {
        using var journal = JournalReader.Open(path);
        return Opening.Replay(journal, null);
    }

    private async Task<ContentHash> WriteTwoRunsAsync()
    {
        await using (var first = await TestManager.StartAsync(_folder, _time))
        {
            using var node = await first.ConnectNodeAsync("a");
            var consumer = await first.OpenAccountAsync(AccountKind.Consumer, "studio");
            await first.SubmitRenderAsync(consumer, "1-4");
        }

        await using var second = await TestManager.StartAsync(_folder, _time);
        await second.OpenAccountAsync(AccountKind.Consumer, "another");
        return await second.BooksHashAsync();
    }

    private List<string> Snapshots() =>
        [.. Directory.GetFiles(_folder.File("snapshots")).Order(StringComparer.Ordinal)];

    /// <summary>What a machine that lost its power would find: the files as they lie there, log and all.</summary>
    private void CopyWhileOpen(string name)
    {
        Directory.CreateDirectory(_folder.File(name));
        foreach (var file in new[] { "journal.db", "journal.db-wal" })
        {
            File.Copy(_folder.File(file), _folder.File($"{name}/{file}"));
        }
    }

    private SecretVault OpenVault() => SecretVault.OpenFile(_folder.File("vault.db"), _folder.File("vault.key"));

    private LoopParts OpenParts(SecretVault vault) =>
        Opening.Open(new LoopOptions(_folder.Path, "test"), vault, _time, NullLogger.Instance);
}
