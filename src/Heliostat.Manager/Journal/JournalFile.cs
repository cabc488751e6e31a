using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Journal;

/// <summary>
/// The journal on the disk, open for its one writer. An entry that <see cref="Append"/> returned for survives power
/// failure. After a failed append the file takes nothing more: the books in memory are ahead of it, so stop and start.
/// </summary>
public sealed class JournalFile : IDisposable
{
    private readonly JournalLock _lock;
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly JournalStatements _statements;
    private readonly Lock _gate = new();
    private bool _failed;

    private JournalFile(string path, Guid network, JournalLock journalLock, SqliteConnection connection)
    {
        _path = path;
        _lock = journalLock;
        _connection = connection;
        Prepare(connection, path, network);
        _statements = new JournalStatements(connection);
        Reader = JournalReader.Open(path);
        if (Reader.LastEntry() is { } last)
        {
            (LastSequence, LastHash) = (last.Sequence, last.Hash);
        }
    }

    /// <summary>Reads the same file; good on any thread.</summary>
    public JournalReader Reader { get; }

    /// <summary>The number of the last entry; 0 in an empty journal.</summary>
    public long LastSequence { get; private set; }

    /// <summary>The hash of the last entry; the chain's start in an empty journal.</summary>
    public ContentHash LastHash { get; private set; }

    /// <summary>The network of the journal at a path, or null when there is no file yet.</summary>
    /// <exception cref="JournalException">The file is not a journal that this program can read.</exception>
    public static Guid? NetworkOf(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        JournalSchema.DemandWholePage(path);
        try
        {
            // A first start may have died before the tables were made; such a file is as good as none.
            using var connection = SystemSqlite.OpenRead(path);
            return JournalSchema.IsEmpty(connection) ? null : JournalSchema.ReadNetwork(connection, path);
        }
        catch (SqliteException error)
        {
            throw JournalException.From(error, path);
        }
    }

    /// <summary>Opens a network's journal, or makes it when there is no file.</summary>
    /// <exception cref="JournalException">
    /// Another manager has it open, it belongs to another network, is of a newer format, or cannot be written.
    /// </exception>
    public static JournalFile Open(string path, Guid network)
    {
        var journalLock = JournalLock.Take(path);
        SqliteConnection? connection = null;
        try
        {
            JournalSchema.DemandWholePage(path);
            connection = SystemSqlite.OpenFile(path, durable: true);
            return new JournalFile(path, network, journalLock, connection);
        }
        catch (Exception error)
        {
            connection?.Dispose();
            journalLock.Dispose();
            throw error is SqliteException sqlite ? JournalException.From(sqlite, path) : error;
        }
    }

    /// <summary>Makes a batch durable in one transaction; returns once the disk has it.</summary>
    /// <exception cref="ArgumentException">The entries do not follow the last one.</exception>
    /// <exception cref="JournalException">The disk refused; nothing of the batch is in the journal.</exception>
    public void Append(JournalBatch batch)
    {
        lock (_gate)
        {
            Demand(batch);
            try
            {
                _statements.Begin();
                Write(batch);
                _statements.Commit();
            }
            catch (SqliteException error)
            {
                _failed = true;
                throw JournalException.From(error, _path);
            }

            (LastSequence, LastHash) = (batch.Entries[^1].Sequence, batch.Entries[^1].Hash);
        }
    }

    /// <summary>The entries from a sequence on, in order.</summary>
    public IEnumerable<StoredEntry> Read(long from) => Reader.Read(from);

    /// <summary>The last entry, or null in an empty journal.</summary>
    public StoredEntry? LastEntry() => Reader.LastEntry();

    /// <summary>Drops the nonces that need not be remembered any more.</summary>
    public void ForgetNonces(long nowUnixMilliseconds)
    {
        lock (_gate)
        {
            try
            {
                _statements.ForgetNonces(nowUnixMilliseconds);
            }
            catch (SqliteException error)
            {
                throw JournalException.From(error, _path);
            }
        }
    }

    /// <summary>Writes a whole copy, as of one moment, to a file that must not exist yet.</summary>
    public void BackupTo(string path) => Reader.BackupTo(path);

    /// <summary>Closes the file and lets another manager open it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            Reader.Dispose();
            _statements.Dispose();
            _connection.Dispose();
            _lock.Dispose();
        }
    }

    private static void Prepare(SqliteConnection connection, string path, Guid network)
    {
        if (JournalSchema.IsEmpty(connection))
        {
            JournalSchema.Make(connection, network);
            return;
        }

        var found = JournalSchema.ReadNetwork(connection, path);
        if (found != network)
        {
            throw new JournalException(
                $"{path} is the journal of network {found}, not of {network}. Give this network its own folder.");
        }
    }

    private void Demand(JournalBatch batch)
    {
        if (_failed)
        {
            throw new JournalException($"{_path}: an earlier write failed. Start the manager again.");
        }

        if (batch.Entries.Count == 0)
        {
            throw new ArgumentException("A batch has at least one entry.");
        }

        var (sequence, hash) = (LastSequence, LastHash);
        foreach (var entry in batch.Entries)
        {
            if (entry.Sequence != sequence + 1 || entry.Previous != hash)
            {
                throw new ArgumentException($"Entry {entry.Sequence} does not follow entry {sequence} of {_path}.");
            }

            (sequence, hash) = (entry.Sequence, entry.Hash);
        }

        if (batch.Head.Sequence != sequence || batch.Head.EntryHash != hash)
        {
            throw new ArgumentException($"The head of a batch is that of its last entry, {sequence}.");
        }
    }

    private void Write(JournalBatch batch)
    {
        foreach (var entry in batch.Entries)
        {
            _statements.AddEntry(entry);
        }

        foreach (var nonce in batch.Nonces)
        {
            _statements.AddNonce(nonce);
        }

        _statements.AddHead(batch.Head);
    }
}
