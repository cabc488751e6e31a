using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Heliostat.Manager.Journal;

/// <summary>
/// One statement, prepared once and run often, without the ADO.NET layer: on the hot path that layer costs more than
/// SQLite itself. Parameters and columns count from 1 and 0, as in SQLite. One thread at a time.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public PreparedStatement(SqliteConnection connection, string text)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(_database, text, out _statement));
    }

    public PreparedStatement Bind(int at, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, at, value));
        return this;
    }

    public PreparedStatement Bind(int at, long? value) => value is { } number ? Bind(at, number) : BindNull(at);

    public PreparedStatement Bind(int at, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, at, value));
        return this;
    }

    public PreparedStatement Bind(int at, string? value)
    {
        if (value is null)
        {
            return BindNull(at);
        }

        Check(raw.sqlite3_bind_text(_statement, at, value));
        return this;
    }

    public PreparedStatement Bind(int at, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(at, bytes);
    }

    public PreparedStatement BindNull(int at)
    {
        Check(raw.sqlite3_bind_null(_statement, at));
        return this;
    }

    /// <summary>Runs to the end a statement that answers nothing.</summary>
    public void Run()
    {
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result);
    }

    /// <summary>Goes to the next row; after the last one the statement is ready for the next run.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        raw.sqlite3_reset(_statement);
        Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result);
        return false;
    }

    /// <summary>Leaves the rows that were not read.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    public int Small(int column) => raw.sqlite3_column_int(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public Guid Id(int column) => new(Bytes(column), bigEndian: true);

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
    }
}
