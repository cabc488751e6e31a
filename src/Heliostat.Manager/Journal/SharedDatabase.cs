using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Journal;

/// <summary>
/// A database of one file, used from any thread, by one at a time. What SQLite refuses comes as a sentence about the
/// file.
/// </summary>
internal sealed class SharedDatabase(string path, SqliteConnection connection) : IDisposable
{
    private readonly Lock _gate = new();

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The connection, for deeds that are guarded.</summary>
    public SqliteConnection Connection => connection;

    /// <summary>Does something while nobody else does anything.</summary>
    /// <exception cref="JournalException">SQLite refused.</exception>
    public T Guarded<T>(Func<T> deed)
    {
        try
        {
            lock (_gate)
            {
                return deed();
            }
        }
        catch (SqliteException error)
        {
            throw JournalException.From(error, path);
        }
    }

    /// <summary>Writes all or nothing; durable on return where the file is.</summary>
    /// <exception cref="JournalException">SQLite refused.</exception>
    public void InTransaction(Action write) => Guarded(() =>
    {
        using var transaction = connection.BeginTransaction();
        write();
        transaction.Commit();
        return true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            connection.Dispose();
        }
    }
}
