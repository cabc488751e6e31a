using Heliostat.Manager.Journal;
using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Views;

/// <summary>The tables of the views, and the cursor that says which entries they show.</summary>
internal static class ViewSchema
{
    /// <summary>Raised with any change of the tables or of what is written there; others are rebuilt.</summary>
    public const int Version = 2;

    private const int CacheKilobytes = 64 * 1024;

    private static readonly string[] Names = ["about", "jobs", "runs", "units", "claims", "nodes", "log"];

    private static readonly string[] Tables =
    [
        "CREATE TABLE about (network BLOB NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL)",
        "CREATE TABLE jobs (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, account BLOB NOT NULL, "
            + "spec TEXT NOT NULL, kind INTEGER NOT NULL, state INTEGER NOT NULL, reason TEXT NOT NULL, "
            + "created INTEGER NOT NULL, updated INTEGER NOT NULL, started INTEGER, ended INTEGER, "
            + "units_total INTEGER NOT NULL, units_accepted INTEGER NOT NULL, units_rejected INTEGER NOT NULL, "
            + "tiles_checked INTEGER NOT NULL, tiles_bad INTEGER NOT NULL, runs_total INTEGER NOT NULL, "
            + "edited TEXT, paused INTEGER NOT NULL, ended_sequence INTEGER, final INTEGER)",
        "CREATE INDEX jobs_by_account ON jobs (account)",
        "CREATE TABLE runs (number INTEGER PRIMARY KEY, uuid_head INTEGER NOT NULL, job INTEGER NOT NULL, "
            + "task INTEGER NOT NULL, attempt INTEGER NOT NULL, node BLOB NOT NULL, first INTEGER NOT NULL, "
            + "count INTEGER NOT NULL, state INTEGER NOT NULL, reason TEXT NOT NULL, leased INTEGER NOT NULL, "
            + "started INTEGER, ended INTEGER, owed INTEGER NOT NULL, open INTEGER NOT NULL)",

        // The first half of the uuid finds the run, at half the cost of an index of whole ones.
        "CREATE INDEX runs_by_uuid ON runs (uuid_head)",
        "CREATE INDEX runs_by_job ON runs (job)",
        "CREATE TABLE units (job INTEGER NOT NULL, unit INTEGER NOT NULL, task INTEGER NOT NULL, "
            + "attempt INTEGER NOT NULL, node BLOB NOT NULL, state INTEGER NOT NULL, verdict TEXT NOT NULL, "
            + "execution_ms INTEGER NOT NULL, tiles_checked INTEGER NOT NULL, tiles_bad INTEGER NOT NULL, "
            + "verifier BLOB, checking INTEGER NOT NULL, file_hash BLOB, file_bytes INTEGER, result TEXT, "
            + "reported INTEGER NOT NULL, decided INTEGER, claim INTEGER, PRIMARY KEY (job, unit)) WITHOUT ROWID",
        "CREATE TABLE claims (job INTEGER NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, "
            + "PRIMARY KEY (job, number)) WITHOUT ROWID",
        "CREATE TABLE nodes (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, operator BLOB NOT NULL, "
            + "name TEXT NOT NULL, state INTEGER NOT NULL, reason TEXT NOT NULL, facts TEXT, "
            + "connected INTEGER NOT NULL, runs INTEGER NOT NULL, checks INTEGER NOT NULL, "
            + "units_accepted INTEGER NOT NULL, units_rejected INTEGER NOT NULL, faults INTEGER NOT NULL, "
            + "failures INTEGER NOT NULL, registered INTEGER NOT NULL, seen INTEGER)",
        "CREATE TABLE log (number INTEGER PRIMARY KEY, job INTEGER NOT NULL, task INTEGER, attempt INTEGER, "
            + "sequence INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL)",
        "CREATE INDEX log_by_job ON log (job)",
    ];

    /// <summary>Opens the views where they show a part of this journal; makes them anew where they do not.</summary>
    public static SqliteConnection OpenOrMake(string path, JournalReader journal)
    {
        if (File.Exists(path))
        {
            SqliteConnection? found = null;
            try
            {
                found = Open(path);
                if (Fits(found, journal))
                {
                    return found;
                }
            }
            catch (SqliteException)
            {
                // A file that is no database is as good as none.
            }

            found?.Dispose();
            Delete(path);
        }

        return Make(path, journal.Network);
    }

    /// <summary>The entry that the rows show.</summary>
    public static (long Sequence, ContentHash Hash) ReadCursor(SqliteConnection connection)
    {
        using var about = new PreparedStatement(connection, "SELECT sequence, hash FROM about");
        return about.Step()
            ? (about.Number(0), new ContentHash(about.Bytes(1)))
            : throw new JournalException("The views name no entry; delete views.db and start again.");
    }

    private static SqliteConnection Open(string path)
    {
        var connection = SystemSqlite.OpenFile(path, durable: false);
        connection.Execute($"PRAGMA cache_size = -{CacheKilobytes}");
        return connection;
    }

    private static bool Fits(SqliteConnection connection, JournalReader journal)
    {
        if (connection.Scalar("PRAGMA user_version") is not (long)Version)
        {
            return false;
        }

        using var about = new PreparedStatement(connection, "SELECT network, sequence, hash FROM about");
        if (!about.Step() || about.Id(0) != journal.Network)
        {
            return false;
        }

        var (sequence, hash) = (about.Number(1), new ContentHash(about.Bytes(2)));
        if (sequence == 0)
        {
            return true;
        }

        foreach (var entry in journal.Read(sequence))
        {
            return entry.Sequence == sequence && entry.Hash == hash;
        }

        return false;
    }

    /// <summary>Empties the views in place, under the eyes of those who read, so that they are built again.</summary>
    public static void Clear(SqliteConnection connection, Guid network)
    {
        connection.Execute("BEGIN IMMEDIATE");
        foreach (var name in Names)
        {
            connection.Execute($"DROP TABLE IF EXISTS {name}");
        }

        MakeTables(connection, network);
        connection.Execute("COMMIT");
    }

    private static SqliteConnection Make(string path, Guid network)
    {
        var connection = Open(path);
        connection.Execute("BEGIN IMMEDIATE");
        MakeTables(connection, network);
        connection.Execute("COMMIT");
        return connection;
    }

    private static void MakeTables(SqliteConnection connection, Guid network)
    {
        foreach (var table in Tables)
        {
            connection.Execute(table);
        }

        const string Insert = "INSERT INTO about (network, sequence, hash) VALUES (?, 0, ?)";
        using (var about = new PreparedStatement(connection, Insert))
        {
            about.Bind(1, network).Bind(2, default(ContentHash).ToArray().AsSpan()).Run();
        }

        connection.Execute($"PRAGMA user_version = {Version}");
    }

    private static void Delete(string path)
    {
        foreach (var file in new[] { path, path + "-wal", path + "-shm" })
        {
            File.Delete(file);
        }
    }
}
