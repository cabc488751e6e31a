using System.Text;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Tests.Journal;

public sealed class JournalFileTests : IDisposable
{
    private static readonly Guid Network = Guid.NewGuid();
    private static readonly Ed25519PrivateKey Key = Ed25519PrivateKey.Generate();

    private readonly TemporaryFolder _folder = new();

    private string JournalPath => _folder.File("journal.db");

    [Fact]
    public void What_was_appended_is_read_again_after_reopening()
    {
        StoredEntry[] entries;
        using (var journal = JournalFile.Open(JournalPath, Network))
        {
            Assert.Null(journal.LastEntry());
            Assert.Equal((0, EntryChain.Start), (journal.LastSequence, journal.LastHash));
            entries = Entries(journal, 1500);
            journal.Append(Batch(entries[..1000]));
            journal.Append(Batch(entries[1000..]));
        }

        using var again = JournalFile.Open(JournalPath, Network);
        Assert.Equal((1500, entries[^1].Hash), (again.LastSequence, again.LastHash));
        Assert.Equal(1500, again.LastEntry()!.Value.Sequence);
        AssertSame(entries, again.Read(1));
        AssertSame(entries[700..], again.Read(701));
        Assert.Empty(again.Read(1501));
        Assert.Equal(1000, again.Reader.HeadFrom(12)!.Sequence);
        Assert.Equal(1500, again.Reader.LastHead()!.Sequence);
        Assert.Null(again.Reader.HeadFrom(1501));
    }

    [Fact]
    public void The_files_own_settings_are_durable()
    {
        using var connection = SystemSqlite.OpenFile(JournalPath, durable: true);
        Assert.Equal("wal", connection.Scalar("PRAGMA journal_mode"));
        Assert.Equal(2L, connection.Scalar("PRAGMA synchronous"));
    }

    [Fact]
    public void A_row_that_holds_nothing_is_named_as_damage()
    {
        using (var journal = JournalFile.Open(JournalPath, Network))
        {
            journal.Append(Batch(Entries(journal, 2)));
        }

        using (var connection = SystemSqlite.OpenFile(JournalPath, durable: false))
        {
            connection.Execute("PRAGMA writable_schema = ON");
            connection.Execute("UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '')");
        }

        using (var connection = SystemSqlite.OpenFile(JournalPath, durable: false))
        {
            connection.Execute("UPDATE entries SET body = NULL WHERE sequence = 2");
        }

        using var reader = JournalReader.Open(JournalPath);
        var error = Assert.Throws<JournalException>(() => reader.Read(1).Count());
        Assert.Contains("back-up", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_do_not_follow_are_refused_and_leave_no_trace()
    {
        using var journal = JournalFile.Open(JournalPath, Network);
        var entries = Entries(journal, 3);
        journal.Append(Batch(entries[..1]));
        Assert.Throws<ArgumentException>(() => journal.Append(Batch(entries[..1])));
        Assert.Throws<ArgumentException>(() => journal.Append(Batch(entries[2..])));
        Assert.Throws<ArgumentException>(() => journal.Append(Batch([entries[1] with { Previous = default }])));
        Assert.Throws<ArgumentException>(() => journal.Append(Batch([entries[1]]) with { Head = Batch(entries).Head }));
        journal.Append(Batch(entries[1..]));
        AssertSame(entries, journal.Read(1));
    }

    [Fact]
    public void A_second_manager_is_kept_off_until_the_first_has_gone()
    {
        using (JournalFile.Open(JournalPath, Network))
        {
            var refused = Assert.Throws<JournalException>(() => JournalFile.Open(JournalPath, Network));
            Assert.Contains("another manager", refused.Message, StringComparison.Ordinal);
        }

        using var later = JournalFile.Open(JournalPath, Network);
    }

    [Fact]
    public void A_journal_of_another_network_is_refused()
    {
        Assert.Null(JournalFile.NetworkOf(JournalPath));
        JournalFile.Open(JournalPath, Network).Dispose();
        Assert.Equal(Network, JournalFile.NetworkOf(JournalPath));
        var refused = Assert.Throws<JournalException>(() => JournalFile.Open(JournalPath, Guid.NewGuid()));
        Assert.Contains(Network.ToString(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_refused_with_advice()
    {
        JournalFile.Open(JournalPath, Network).Dispose();
        using (var connection = SystemSqlite.OpenFile(JournalPath, durable: true))
        {
            connection.Execute("PRAGMA user_version = 99");
        }

        var refused = Assert.Throws<JournalException>(() => JournalFile.Open(JournalPath, Network));
        Assert.Contains("newer Heliostat", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("this is no database, though it is long enough to look like one ....................................")]
    [InlineData("x")]
    public void A_file_that_is_no_journal_is_refused(string text)
    {
        File.WriteAllText(JournalPath, text);
        Assert.Throws<JournalException>(() => JournalFile.Open(JournalPath, Network));
        Assert.Throws<JournalException>(() => JournalReader.Open(JournalPath));
        Assert.Throws<JournalException>(() => JournalReader.Open(_folder.File("none.db")));
        Assert.Equal(text, File.ReadAllText(JournalPath));
    }

    [Fact]
    public void Another_programs_database_is_refused()
    {
        using (var connection = SystemSqlite.OpenFile(JournalPath, durable: false))
        {
            connection.Execute("CREATE TABLE theirs (x)");
        }

        var refused = Assert.Throws<JournalException>(() => JournalFile.Open(JournalPath, Network));
        Assert.Contains("not a Heliostat journal", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nonces_are_kept_until_they_expire()
    {
        using var journal = JournalFile.Open(JournalPath, Network);
        var nonces = new[] { new StoredNonce("pk_a", "11", 1000), new StoredNonce("pk_b", "11", 2000) };
        journal.Append(Batch(Entries(journal, 1)) with { Nonces = nonces });
        Assert.Equal(2, journal.Reader.ReadNonces(999).Count);
        Assert.Equal(nonces[1], Assert.Single(journal.Reader.ReadNonces(1000)));
        journal.ForgetNonces(1000);
        Assert.Single(journal.Reader.ReadNonces(0));
    }

    [Fact]
    public void After_a_failed_append_nothing_more_is_taken_and_nothing_of_it_is_there()
    {
        using var journal = JournalFile.Open(JournalPath, Network);
        var entries = Entries(journal, 2);
        using (var other = SystemSqlite.OpenFile(JournalPath, durable: true))
        {
            other.Execute("BEGIN IMMEDIATE");
            var failed = Assert.Throws<JournalException>(() => journal.Append(Batch(entries)));
            Assert.Contains(JournalPath, failed.Message, StringComparison.Ordinal);
        }

        Assert.Throws<JournalException>(() => journal.Append(Batch(entries)));
        Assert.Empty(journal.Read(1));
    }

    [Fact]
    public void A_full_disk_names_the_file_and_says_what_to_do()
    {
        using var connection = SystemSqlite.OpenFile(JournalPath, durable: true);
        connection.Execute("CREATE TABLE big (x)");
        connection.Execute("PRAGMA max_page_count = 3");
        const string Big = "INSERT INTO big VALUES (zeroblob(100000))";
        var full = Assert.Throws<SqliteException>(() => connection.Execute(Big));
        var said = JournalException.From(full, JournalPath).Message;
        Assert.StartsWith(JournalPath + ": the disk is full. Free some space", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backup_taken_while_the_journal_is_open_is_whole()
    {
        using var journal = JournalFile.Open(JournalPath, Network);
        var entries = Entries(journal, 20);
        journal.Append(Batch(entries));
        journal.BackupTo(_folder.File("copy.db"));
        Assert.Throws<JournalException>(() => journal.BackupTo(_folder.File("copy.db")));
        using var copy = JournalReader.Open(_folder.File("copy.db"));
        Assert.Equal(Network, copy.Network);
        AssertSame(entries, copy.Read(1));
    }

    [Fact]
    public void A_reader_sees_what_is_appended_while_it_reads()
    {
        using var journal = JournalFile.Open(JournalPath, Network);
        var entries = Entries(journal, 1000);
        journal.Append(Batch(entries[..600]));
        using var reader = JournalReader.Open(JournalPath);
        using var reading = reader.Read(1).GetEnumerator();
        Assert.True(reading.MoveNext());
        journal.Append(Batch(entries[600..]));
        var seen = 1;
        while (reading.MoveNext())
        {
            seen++;
        }

        Assert.Equal(1000, seen);
    }

    public void Dispose() => _folder.Dispose();

    private static StoredEntry[] Entries(JournalFile journal, int count)
    {
        var entries = new StoredEntry[count];
        var (sequence, previous) = (journal.LastSequence, journal.LastHash);
        for (var i = 0; i < count; i++)
        {
            var body = Encoding.ASCII.GetBytes($"{{\"entry\":{++sequence}}}");
            var hash = EntryChain.Next(previous, body);
            entries[i] = new StoredEntry(sequence, previous, hash, body);
            previous = hash;
        }

        return entries;
    }

    private static JournalBatch Batch(IReadOnlyList<StoredEntry> entries) =>
        new(entries, [], SignedHead.Sign(Network, entries[^1].Sequence, entries[^1].Hash, 1, Key));

    private static void AssertSame(IReadOnlyList<StoredEntry> expected, IEnumerable<StoredEntry> read)
    {
        var found = read.ToList();
        Assert.Equal(expected.Select(Links), found.Select(Links));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Body.ToArray(), pair.Second.Body.ToArray()));

        static (long, ContentHash, ContentHash) Links(StoredEntry entry) =>
            (entry.Sequence, entry.Previous, entry.Hash);
    }
}
