using System.Text;
using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Manager.Auditing;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Tests.Loop;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Tests.Auditing;

public sealed class AuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    private string JournalPath => _folder.File("journal.db");

    [Fact]
    public async Task A_whole_journal_has_no_difference()
    {
        var books = await WriteJournalAsync(isLong: true);
        var report = Audit.Run(JournalPath);
        Assert.Empty(report.Differences);
        Assert.Equal(0, report.DifferencesTotal);
        Assert.Equal(books.ToString(), report.BooksHash);
        Assert.Equal(report.Entries, report.Decided);
        Assert.True(report is { Signatures: > 20, Keys: > 2, Heads: > 20, Entries: > 40 });
        Assert.True(report.Seeds > 2 && report.Seeds < report.Entries);
        Assert.Contains("secret of their epoch", Assert.Single(report.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_without_its_log_and_a_journal_in_use_are_audited_too()
    {
        await using var manager = await TestManager.StartAsync(_folder, _time);
        await manager.OpenAccountAsync(AccountKind.Consumer, "studio");
        Assert.Equal(0, Audit.Run(JournalPath).DifferencesTotal);
        manager.Loop.Journal.BackupTo(_folder.File("copy.db"));
        Directory.CreateDirectory(_folder.File("elsewhere"));
        File.Copy(_folder.File("copy.db"), _folder.File("elsewhere/copy.db"));
        var report = Audit.Run(_folder.File("elsewhere/copy.db"));
        Assert.Equal((3, 0), (report.Entries, report.DifferencesTotal));
    }

    [Fact]
    public async Task An_altered_byte_is_found_in_every_entry_wherever_it_stands()
    {
        await WriteJournalAsync(isLong: false);
        foreach (var entry in ReadEntries())
        {
            foreach (var at in new[] { 0, 1, entry.Body.Length / 3, entry.Body.Length / 2, entry.Body.Length - 1 })
            {
                var altered = entry.Body.ToArray();
                altered[at] ^= 1;
                SetBody(entry.Sequence, altered);
                Assert.Contains(
                    Audit.Run(JournalPath).Differences,
                    sentence => sentence.StartsWith($"Entry {entry.Sequence}: its bytes", StringComparison.Ordinal));
            }

            SetBody(entry.Sequence, entry.Body.ToArray());
        }

        Assert.Equal(0, Audit.Run(JournalPath).DifferencesTotal);
    }

    [Theory]
    [InlineData("\"execution_ms\":700", "\"execution_ms\":701")]
    [InlineData("\"seed\":\"", "\"seed\":\"0000")]
    [InlineData("\"grounds\":\"checked\"", "\"grounds\":\"equal\"")]
    [InlineData("\"type\":\"unit-accepted\"", "\"type\":\"unit-rejected\"")]
    [InlineData("\"deadline\":1", "\"deadline\":2")]
    public async Task A_chain_that_was_written_anew_around_a_change_is_found_by_deciding_again(
        string was, string becomes)
    {
        await WriteJournalAsync(isLong: true);
        var changed = RewriteFrom(was, becomes);
        var report = Audit.Run(JournalPath);
        Assert.True(report.DifferencesTotal > 0);
        Assert.Contains(
            report.Differences,
            sentence => sentence.StartsWith($"Entry {changed}: ", StringComparison.Ordinal)
                && !sentence.Contains("head", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_report_that_its_node_did_not_sign_is_found()
    {
        await WriteJournalAsync(isLong: false);
        var changed = RewriteFrom("\"counter\":1", "\"counter\":9");
        Assert.Contains(
            Audit.Run(JournalPath).Differences,
            sentence => sentence.StartsWith($"Entry {changed}: node ", StringComparison.Ordinal)
                && sentence.EndsWith("did not sign this report.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_did_not_end_as_a_command_says_is_found()
    {
        await using var manager = await TestManager.StartAsync(_folder, _time);
        var consumer = await manager.OpenAccountAsync(AccountKind.Consumer, "studio");
        var job = await manager.SubmitEchoAsync(consumer, 1);
        var spec = await manager.Loop.AskAsync(network => network.Jobs.Find(job)!.Spec);
        var ended = (await manager.Loop.SubmitAsync(new CancelJob(job, consumer, "enough"))).Sequence;
        await manager.DoAsync(new SubmitJob(consumer, spec, [new FinalJob(job, JobState.Cancelled, ended)]));
        Assert.Equal(0, Audit.Run(JournalPath).DifferencesTotal);

        await manager.DoAsync(new SubmitJob(consumer, spec, [new FinalJob(job, JobState.Completed, ended)]));
        await manager.DoAsync(new SubmitJob(consumer, spec, [new FinalJob(job, JobState.Cancelled, ended - 1)]));
        var differences = Audit.Run(JournalPath).Differences;
        Assert.Equal(2, differences.Count);
        Assert.All(differences, sentence => Assert.Contains("does not say that job", sentence));
    }

    [Fact]
    public async Task A_missing_entry_is_found()
    {
        await WriteJournalAsync(isLong: false);
        Change("DELETE FROM entries WHERE sequence = 3");
        Assert.Contains("Entries 3 to 3 are missing.", Audit.Run(JournalPath).Differences);
    }

    [Fact]
    public async Task A_cut_tail_is_found_against_a_head_that_was_kept()
    {
        var head = await WriteAndKeepHeadAsync();
        var before = head.Sequence - 1;
        Change($"DELETE FROM entries WHERE sequence > {before}");
        Change($"DELETE FROM heads WHERE sequence > {before}");
        Assert.Equal(0, Audit.Run(JournalPath).DifferencesTotal);
        Assert.Contains("its tail was cut off", Assert.Single(Audit.Run(JournalPath, HeadPath(head)).Differences));
    }

    [Fact]
    public async Task A_rewritten_chain_is_found_against_a_head_that_was_kept()
    {
        // The manager itself writes its journal anew, with its own key: only what it signed before gives it away.
        var head = await WriteAndKeepHeadAsync();
        var forged = head with { EntryHash = ContentHash.Of("another"u8) };
        var report = Audit.Run(JournalPath, HeadPath(forged));
        Assert.Contains(report.Differences, s => s.Contains("the chain was rewritten", StringComparison.Ordinal));
        Assert.Contains(report.Differences, s => s.Contains("not signed with the key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_head_of_another_network_or_of_another_key_is_told()
    {
        var head = await WriteAndKeepHeadAsync();
        Assert.Equal(0, Audit.Run(JournalPath, HeadPath(head)).DifferencesTotal);
        using var other = Ed25519PrivateKey.Generate();
        var signed = SignedHead.Sign(head.Network, head.Sequence, head.EntryHash, head.UnixMilliseconds, other);
        Assert.Contains("not signed with the key", Assert.Single(Audit.Run(JournalPath, HeadPath(signed)).Differences));
        var foreign = head with { Network = Guid.NewGuid() };
        Assert.Contains("is of network", Assert.Single(Audit.Run(JournalPath, HeadPath(foreign)).Differences));
        File.WriteAllText(_folder.File("none"), "no head");
        Assert.Throws<JournalException>(() => Audit.Run(JournalPath, _folder.File("none")));
        Assert.Throws<JournalException>(() => Audit.Run(_folder.File("none.db")));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<ContentHash> WriteJournalAsync(bool isLong)
    {
        await using var manager = await TestManager.StartAsync(_folder, _time);
        var nodes = new List<TestNode>();
        foreach (var name in isLong ? new[] { "a", "b", "c" } : ["a", "b"])
        {
            nodes.Add(await manager.ConnectNodeAsync(name));
        }

        var consumer = await manager.OpenAccountAsync(AccountKind.Consumer, "studio");
        var render = await manager.SubmitRenderAsync(consumer, isLong ? "1-5" : "1");
        await new TestWork(manager, nodes) { Spoiled = { 2 } }.FinishAsync(render);
        if (isLong)
        {
            _time.Pass(TimeSpan.FromDays(7));
            await Bounded.WaitAsync(() => manager.Groups.Any(group => group.Entries.Any(
                entry => entry.Command is Core.Founding.OpenEpoch { PreviousSecret: not null })));
            await manager.SubmitEchoAsync(consumer, 3);
        }

        return await manager.BooksHashAsync();
    }

    private async Task<SignedHead> WriteAndKeepHeadAsync()
    {
        await using var manager = await TestManager.StartAsync(_folder, _time);
        await manager.OpenAccountAsync(AccountKind.Consumer, "studio");
        await manager.OpenAccountAsync(AccountKind.Consumer, "second");
        return manager.Loop.Head!;
    }

    private string HeadPath(SignedHead head)
    {
        File.WriteAllText(_folder.File("head.json"), head.ToJson() + "\n");
        return _folder.File("head.json");
    }

    private List<StoredEntry> ReadEntries()
    {
        using var journal = JournalReader.Open(JournalPath);
        return [.. journal.Read(1)];
    }

    /// <summary>
    /// Changes the first entry that has a text, and gives all that follow the hashes of a whole chain.
    /// </summary>
    private long RewriteFrom(string was, string becomes)
    {
        var entries = ReadEntries();
        var first = entries.Find(
            entry => Encoding.UTF8.GetString(entry.Body.Span).Contains(was, StringComparison.Ordinal));
        Assert.NotEqual(0, first.Sequence);
        var hash = first.Previous;
        foreach (var entry in entries.Where(entry => entry.Sequence >= first.Sequence))
        {
            var body = entry.Body.ToArray();
            if (entry.Sequence == first.Sequence)
            {
                var text = Encoding.UTF8.GetString(body);
                var at = text.IndexOf(was, StringComparison.Ordinal);
                var isOver = becomes.Length == was.Length || becomes.StartsWith(was, StringComparison.Ordinal);
                var end = at + (isOver ? becomes.Length : was.Length);
                body = Encoding.UTF8.GetBytes(text[..at] + becomes + text[end..]);
            }

            var next = EntryChain.Next(hash, body);
            using var connection = SystemSqlite.OpenFile(JournalPath, durable: false);
            using var update = new PreparedStatement(
                connection, "UPDATE entries SET previous_hash = ?, hash = ?, body = ? WHERE sequence = ?");
            update.Bind(1, hash.ToArray().AsSpan()).Bind(2, next.ToArray().AsSpan()).Bind(3, body.AsSpan());
            update.Bind(4, entry.Sequence).Run();
            hash = next;
        }

        return first.Sequence;
    }

    private void SetBody(long sequence, byte[] body)
    {
        using var connection = SystemSqlite.OpenFile(JournalPath, durable: false);
        using var update = new PreparedStatement(connection, "UPDATE entries SET body = ? WHERE sequence = ?");
        update.Bind(1, body.AsSpan()).Bind(2, sequence).Run();
    }

    private void Change(string statement)
    {
        using SqliteConnection connection = SystemSqlite.OpenFile(JournalPath, durable: false);
        connection.Execute(statement);
    }
}
