using System.Text.Json;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Manager.Journal;
using Microsoft.Data.Sqlite;

namespace Heliostat.EndToEnd.Tests.Auditing;

[Collection(SharedNetworkGroup.Name)]
public sealed class AuditTests(SharedNetwork shared)
{
    private const int DiffersCode = 6;

    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task An_honest_journal_has_no_difference()
    {
        using var folder = new TestFolder();
        var (journal, head) = await CopyAsync(folder);

        var run = await AuditAsync(journal, head);

        Assert.True(run.Code == 0, run.Output + run.Error);
        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal(0, report.RootElement.GetProperty("differences_total").GetInt64());
        Assert.True(report.RootElement.GetProperty("decided").GetInt64() > 0);
        Assert.True(report.RootElement.GetProperty("signatures").GetInt64() > 0);
        Assert.True(report.RootElement.GetProperty("heads").GetInt64() > 0);
    }

    [Fact]
    public async Task An_altered_byte_in_any_entry_is_found()
    {
        using var folder = new TestFolder();
        var (journal, _) = await CopyAsync(folder);
        var count = Count(journal);
        foreach (var part in Enumerable.Range(0, 5))
        {
            var altered = folder.Under($"altered-{part}.db");
            File.Copy(journal, altered);
            var sequence = Math.Max(1, count * (part + 1) / 5);
            using (var file = SystemSqlite.OpenFile(altered, durable: false))
            {
                Alter(file, sequence, part);
            }

            var run = await AuditAsync(altered, null);

            Assert.True(run.Code == DiffersCode, $"Entry {sequence} was altered, and: {run.Output}{run.Error}");
        }
    }

    [Fact]
    public async Task A_cut_tail_is_found_against_a_head_that_a_client_kept()
    {
        using var folder = new TestFolder();
        var (journal, head) = await CopyAsync(folder);
        using (var file = SystemSqlite.OpenFile(journal, durable: false))
        {
            var last = (long)file.Scalar("SELECT max(sequence) FROM entries")!;
            file.Execute($"DELETE FROM entries WHERE sequence > {last - 3}");
            file.Execute($"DELETE FROM heads WHERE sequence > {last - 3}");
        }

        Assert.Equal(DiffersCode, (await AuditAsync(journal, head)).Code);
    }

    [Fact]
    public async Task A_chain_that_was_written_anew_is_found_against_a_head_that_a_client_kept()
    {
        using var folder = new TestFolder();
        var (journal, head) = await CopyAsync(folder);
        using (var file = SystemSqlite.OpenFile(journal, durable: false))
        {
            RewrittenChain.Write(file);
        }

        Assert.Equal(DiffersCode, (await AuditAsync(journal, head)).Code);
    }

    [Fact]
    public async Task What_is_no_journal_is_refused()
    {
        using var folder = new TestFolder();
        var path = folder.Under("words.db");
        await File.WriteAllTextAsync(path, new string('x', 10_000));

        var run = await AuditAsync(path, null);

        Assert.Equal(2, run.Code);
    }

    // Whoever reads this test alone must find something in the journal too.
    private async Task<(string Journal, string Head)> CopyAsync(TestFolder folder)
    {
        var submitted = await _network.Consumer.Jobs.SubmitAsync(Requests.Echo(20), CancellationToken.None);
        await _network.EndAsync(submitted.Uuid, 60);
        await _network.Consumer.Manager.LatestHeadAsync(CancellationToken.None);
        var head = folder.Under("head.json");
        Assert.True(_network.Consumer.Heads.Save(head));
        var journal = folder.Under("journal.db");
        using var reader = JournalReader.Open(_network.JournalFile);
        reader.BackupTo(journal);
        return (journal, head);
    }

    private static int Count(string journal)
    {
        using var reader = JournalReader.Open(journal);
        return (int)reader.LastEntry()!.Value.Sequence;
    }

    private static void Alter(SqliteConnection file, int sequence, int part)
    {
        var body = (byte[])file.Scalar($"SELECT body FROM entries WHERE sequence = {sequence}")!;
        EntryBytes.ChangeDigit(body, body.Length * (part + 1) / 6);
        using var update = file.Prepare("UPDATE entries SET body = $body WHERE sequence = $at", "$body", "$at");
        update.Parameters[0].Value = body;
        update.Parameters[1].Value = sequence;
        update.ExecuteNonQuery();
    }

    private static Task<ToolRun> AuditAsync(string journal, string? head) => ToolRun.HeliostatAsync(
        ["audit", journal, "--json", .. head is null ? Array.Empty<string>() : ["--head", head]]);
}
