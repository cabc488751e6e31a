using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Journal;

/// <summary>The tables of a journal file, and how a file says whose it is.</summary>
internal static class JournalSchema
{
    /// <summary>The format that this program writes; newer ones are refused.</summary>
    public const int Format = 1;

    // "HELJ": lets `file` and this program tell a journal from any other database.
    private const int ApplicationId = 0x48454C4A;

    private const int SmallestPageBytes = 512;

    private static readonly string[] Tables =
    [
        "CREATE TABLE about (network BLOB NOT NULL)",
        "CREATE TABLE entries (sequence INTEGER PRIMARY KEY, previous_hash BLOB NOT NULL, "
            + "hash BLOB NOT NULL, body BLOB NOT NULL)",
        "CREATE TABLE nonces (api_key TEXT NOT NULL, nonce TEXT NOT NULL, expires_ms INTEGER NOT NULL, "
            + "PRIMARY KEY (api_key, nonce)) WITHOUT ROWID",
        "CREATE INDEX nonces_by_expiry ON nonces (expires_ms)",
        "CREATE TABLE heads (sequence INTEGER PRIMARY KEY, head TEXT NOT NULL)",
    ];

    /// <summary>Refuses a file too short to be a database, which SQLite would take for an empty one and fill.</summary>
    public static void DemandWholePage(string path)
    {
        // A link has a length of its own; what counts is the file that it leads to.
        var file = new FileInfo(path);
        file = file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : file;
        if (file is { Exists: true, Length: > 0 and < SmallestPageBytes })
        {
            throw new JournalException($"{path} is damaged or not one of ours. Put a back-up in its place.");
        }
    }

    public static void Make(SqliteConnection connection, Guid network)
    {
        connection.Execute("BEGIN IMMEDIATE");
        foreach (var table in Tables)
        {
            connection.Execute(table);
        }

        using var about = connection.Prepare("INSERT INTO about (network) VALUES ($network)", "$network");
        about.Parameters[0].Value = network.ToByteArray(bigEndian: true);
        about.ExecuteNonQuery();
        connection.Execute($"PRAGMA application_id = {ApplicationId}");
        connection.Execute($"PRAGMA user_version = {Format}");
        connection.Execute("COMMIT");
    }

    /// <summary>Whether nothing was ever written to the file.</summary>
    public static bool IsEmpty(SqliteConnection connection) =>
        Number(connection, "SELECT count(*) FROM sqlite_schema") == 0;

    /// <summary>The network of a journal that this program can read.</summary>
    /// <exception cref="JournalException">It is another kind of file, or of a newer format.</exception>
    public static Guid ReadNetwork(SqliteConnection connection, string path)
    {
        if (Number(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw new JournalException($"{path} is not a Heliostat journal. Name the right file.");
        }

        var format = Number(connection, "PRAGMA user_version");
        if (format > Format)
        {
            throw new JournalException(
                $"{path} was written by a newer Heliostat (journal format {format}; this program knows {Format}). "
                + "Use that version or a newer one.");
        }

        return connection.Scalar("SELECT network FROM about") is byte[] network
            ? new Guid(network, bigEndian: true)
            : throw new JournalException($"{path} does not name its network. Put a back-up in its place.");
    }

    private static long Number(SqliteConnection connection, string statement) =>
        Convert.ToInt64(connection.Scalar(statement), CultureInfo.InvariantCulture);
}
