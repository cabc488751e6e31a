using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Heliostat.Manager.Journal;

/// <summary>
/// SQLite as the system's own library, which the system keeps patched. Give each command one statement: errors
/// after a first row-returning statement of a batch are swallowed by the ADO.NET layer.
/// </summary>
public static class SystemSqlite
{
    private const int BusySecondsMax = 5;
    private const int WalCheckpointPages = 4096;

    private static readonly Lazy<bool> Redirected = new(Redirect);

    /// <summary>Opens or makes a file in write-ahead mode; every commit waits for the disk when durable.</summary>
    /// <exception cref="SqliteException">The file cannot be opened, or is no database.</exception>
    public static SqliteConnection OpenFile(string path, bool durable)
    {
        var connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            connection.Execute("PRAGMA journal_mode = WAL");
            connection.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
            connection.Execute($"PRAGMA wal_autocheckpoint = {WalCheckpointPages}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that is there for reading only; a writer may go on beside it.</summary>
    /// <exception cref="SqliteException">The file is not there, cannot be opened, or is no database.</exception>
    public static SqliteConnection OpenRead(string path) => Open(path, SqliteOpenMode.ReadOnly);

    /// <summary>Runs one statement that answers nothing.</summary>
    public static void Execute(this SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs one statement and takes the first column of its first row; null when there is none.</summary>
    public static object? Scalar(this SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>Prepares one statement whose parameters are set by place before each run.</summary>
    public static SqliteCommand Prepare(
        this SqliteConnection connection, string statement, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = statement;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        _ = Redirected.Value;
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusySecondsMax,
        };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {BusySecondsMax * 1_000}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static bool Redirect()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        return true;
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? search)
    {
        if (library != "e_sqlite3")
        {
            return 0;
        }

        var system = OperatingSystem.IsWindows() ? "winsqlite3.dll"
            : OperatingSystem.IsMacOS() ? "libsqlite3.dylib"
            : "libsqlite3.so.0";
        return NativeLibrary.TryLoad(system, out var handle)
            ? handle
            : throw new DllNotFoundException(
                $"SQLite ({system}) was not found. Install it (on Debian and Ubuntu: apt-get install libsqlite3-0).");
    }
}
