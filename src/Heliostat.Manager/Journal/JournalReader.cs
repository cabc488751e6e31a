using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Journal;

/// <summary>Reads a journal file without changing it, also while a manager writes to it.</summary>
public sealed class JournalReader : IDisposable
{
    private const int EntriesPerPage = 512;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    private JournalReader(string path, SqliteConnection connection, Guid network)
    {
        _path = path;
        _connection = connection;
        Network = network;
    }

    /// <summary>The network whose journal this is.</summary>
    public Guid Network { get; }

    /// <summary>Opens a journal that is there.</summary>
    /// <exception cref="JournalException">It is not there, or not a journal that this program can read.</exception>
    public static JournalReader Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new JournalException($"There is no journal at {path}. Check the name.");
        }

        SqliteConnection? connection = null;
        try
        {
            JournalSchema.DemandWholePage(path);
            connection = SystemSqlite.OpenRead(path);
            return new JournalReader(path, connection, JournalSchema.ReadNetwork(connection, path));
        }
        catch (Exception error)
        {
            connection?.Dispose();
            throw error is SqliteException sqlite ? JournalException.From(sqlite, path) : error;
        }
    }

    /// <summary>
    /// The entries from a sequence on, in order, up to the last one at the time each page is read. No lock is held
    /// between pages.
    /// </summary>
    public IEnumerable<StoredEntry> Read(long from)
    {
        var page = ReadPage(from);
        while (page.Count > 0)
        {
            foreach (var entry in page)
            {
                yield return entry;
            }

            page = ReadPage(page[^1].Sequence + 1);
        }
    }

    /// <summary>The last entry, or null in an empty journal.</summary>
    public StoredEntry? LastEntry() => Query(
        "SELECT sequence, previous_hash, hash, body FROM entries ORDER BY sequence DESC LIMIT 1",
        0,
        ReadEntry) is [var last, ..] ? last : null;

    /// <summary>The newest signed head, or null in an empty journal.</summary>
    public SignedHead? LastHead() =>
        Query("SELECT head FROM heads ORDER BY sequence DESC LIMIT 1", 0, ReadHead) is [var last, ..] ? last : null;

    /// <summary>The first signed head at or after an entry, to which a receipt for that entry leads.</summary>
    public SignedHead? HeadFrom(long sequence) => Query(
        "SELECT head FROM heads WHERE sequence >= $at ORDER BY sequence LIMIT 1",
        sequence,
        ReadHead) is [var head, ..] ? head : null;

    /// <summary>All signed heads and the entries that they are kept under, in order; null for a damaged one.</summary>
    public IEnumerable<(long Sequence, SignedHead? Head)> ReadHeads()
    {
        var page = ReadHeads(0);
        while (page.Count > 0)
        {
            foreach (var head in page)
            {
                yield return head;
            }

            page = ReadHeads(page[^1].Sequence + 1);
        }
    }

    /// <summary>The nonces that are still remembered at a time, in Unix milliseconds.</summary>
    public IReadOnlyList<StoredNonce> ReadNonces(long nowUnixMilliseconds) => Query(
        "SELECT api_key, nonce, expires_ms FROM nonces WHERE expires_ms > $at",
        nowUnixMilliseconds,
        row => new StoredNonce(row.GetString(0), row.GetString(1), row.GetInt64(2)));

    /// <summary>Writes a whole copy, as of one moment, to a file that must not exist yet.</summary>
    /// <exception cref="JournalException">The copy cannot be written.</exception>
    public void BackupTo(string path)
    {
        if (File.Exists(path))
        {
            throw new JournalException($"{path} exists already. Name another file for the back-up.");
        }

        try
        {
            // A connection of its own: a long copy must not keep the pages above waiting.
            using var source = SystemSqlite.OpenRead(_path);
            using var copy = SystemSqlite.OpenFile(path, durable: true);
            source.BackupDatabase(copy);
        }
        catch (SqliteException error)
        {
            throw JournalException.From(error, path);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _connection.Dispose();

    private List<StoredEntry> ReadPage(long from) => Query(
        $"SELECT sequence, previous_hash, hash, body FROM entries WHERE sequence >= $at ORDER BY sequence "
            + $"LIMIT {EntriesPerPage}",
        from,
        ReadEntry);

    private List<(long Sequence, SignedHead? Head)> ReadHeads(long from) => Query(
        $"SELECT sequence, head FROM heads WHERE sequence >= $at ORDER BY sequence LIMIT {EntriesPerPage}",
        from,
        row => (row.GetInt64(0), SignedHead.Parse(row.GetString(1))));

    private List<T> Query<T>(string statement, long at, Func<SqliteDataReader, T> read)
    {
        try
        {
            lock (_gate)
            {
                using var command = _connection.CreateCommand();
                command.CommandText = statement;
                command.Parameters.AddWithValue("$at", at);
                using var rows = command.ExecuteReader();
                var found = new List<T>();
                while (rows.Read())
                {
                    found.Add(read(rows));
                }

                return found;
            }
        }
        catch (SqliteException error)
        {
            throw JournalException.From(error, _path);
        }
        catch (Exception error) when (error is InvalidOperationException or InvalidCastException)
        {
            throw new JournalException(
                $"{_path}: a row of it holds nothing, or something else than it should. Put a back-up in its place.",
                error);
        }
    }

    private StoredEntry ReadEntry(SqliteDataReader row) =>
        new(row.GetInt64(0), ReadHash(row, 1), ReadHash(row, 2), row.GetFieldValue<byte[]>(3));

    private ContentHash ReadHash(SqliteDataReader row, int column)
    {
        var bytes = row.GetFieldValue<byte[]>(column);
        return bytes.Length == ContentHash.Size
            ? new ContentHash(bytes)
            : throw new JournalException($"{_path}: the hash of entry {row.GetInt64(0)} is damaged. "
                + "Put a back-up in its place.");
    }

    private SignedHead ReadHead(SqliteDataReader row) =>
        SignedHead.Parse(row.GetString(0))
        ?? throw new JournalException($"{_path}: a signed head is damaged. Put a back-up in its place.");
}
