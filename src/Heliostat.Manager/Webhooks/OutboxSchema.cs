using Heliostat.Manager.Journal;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Webhooks;

/// <summary>The tables of the outbox.</summary>
internal static class OutboxSchema
{
    private const int Format = 1;

    // "HELO", as the journal's files say "HELJ".
    private const int ApplicationId = 0x48454C4F;

    private static readonly string[] Tables =
    [
        "CREATE TABLE cursor (network BLOB NOT NULL, sequence INTEGER NOT NULL)",
        "CREATE TABLE deliveries (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, "
            + "webhook BLOB NOT NULL, type TEXT NOT NULL, body BLOB NOT NULL, state INTEGER NOT NULL, "
            + "attempts INTEGER NOT NULL, next INTEGER NOT NULL, status INTEGER, error TEXT NOT NULL, "
            + "created INTEGER NOT NULL, ended INTEGER)",
        "CREATE INDEX deliveries_by_webhook ON deliveries (webhook, state, number)",
    ];

    /// <summary>Opens the file, or makes it for a network whose news begins after an entry.</summary>
    /// <exception cref="JournalException">It is another file, of another network, or of a newer Heliostat.</exception>
    public static SqliteConnection OpenOrMake(string path, Guid network, long sequence)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = SystemSqlite.OpenFile(path, durable: true);
            if (Number(connection, "SELECT count(*) FROM sqlite_schema") == 0)
            {
                Make(connection, network, sequence);
            }

            Check(connection, path, network);
            return connection;
        }
        catch (Exception error)
        {
            connection?.Dispose();
            throw error is SqliteException sqlite ? JournalException.From(sqlite, path) : error;
        }
    }

    private static void Make(SqliteConnection connection, Guid network, long sequence)
    {
        connection.Execute("BEGIN IMMEDIATE");
        foreach (var table in Tables)
        {
            connection.Execute(table);
        }

        using var cursor = connection.Prepare(
            "INSERT INTO cursor (network, sequence) VALUES ($network, $sequence)", "$network", "$sequence");
        cursor.Parameters[0].Value = network.ToByteArray(bigEndian: true);
        cursor.Parameters[1].Value = sequence;
        cursor.ExecuteNonQuery();
        connection.Execute($"PRAGMA application_id = {ApplicationId}");
        connection.Execute($"PRAGMA user_version = {Format}");
        connection.Execute("COMMIT");
    }

    private static void Check(SqliteConnection connection, string path, Guid network)
    {
        if (Number(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw new JournalException($"{path} is no outbox of Heliostat. Move it away; a new one is made.");
        }

        if (Number(connection, "PRAGMA user_version") > Format)
        {
            throw new JournalException($"{path} was written by a newer Heliostat. Use that version or a newer one.");
        }

        if (connection.Scalar("SELECT network FROM cursor") is not byte[] { Length: 16 } found
            || new Guid(found, bigEndian: true) != network)
        {
            throw new JournalException($"{path} belongs to another network. Move it away; a new one is made.");
        }
    }

    private static long Number(SqliteConnection connection, string statement) =>
        Convert.ToInt64(connection.Scalar(statement), null);
}
