using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Journal;

/// <summary>The statements of the hot path, prepared once.</summary>
internal sealed class JournalStatements(SqliteConnection connection) : IDisposable
{
    private readonly PreparedStatement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly PreparedStatement _commit = new(connection, "COMMIT");
    private readonly PreparedStatement _forget = new(connection, "DELETE FROM nonces WHERE expires_ms <= ?");
    private readonly PreparedStatement _head = new(connection, "INSERT INTO heads (sequence, head) VALUES (?, ?)");
    private readonly PreparedStatement _entry = new(
        connection, "INSERT INTO entries (sequence, previous_hash, hash, body) VALUES (?, ?, ?, ?)");

    // Whether a nonce was used is judged in memory; here a key may meet again one that has expired.
    private readonly PreparedStatement _nonce = new(
        connection, "INSERT OR REPLACE INTO nonces (api_key, nonce, expires_ms) VALUES (?, ?, ?)");

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void ForgetNonces(long nowUnixMilliseconds) => _forget.Bind(1, nowUnixMilliseconds).Run();

    public void AddEntry(StoredEntry entry)
    {
        Span<byte> previous = stackalloc byte[ContentHash.Size];
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        entry.Previous.CopyTo(previous);
        entry.Hash.CopyTo(hash);
        _entry.Bind(1, entry.Sequence).Bind(2, previous).Bind(3, hash).Bind(4, entry.Body.Span).Run();
    }

    public void AddNonce(StoredNonce nonce) =>
        _nonce.Bind(1, nonce.ApiKey).Bind(2, nonce.Nonce).Bind(3, nonce.ExpiresUnixMilliseconds).Run();

    public void AddHead(SignedHead head) => _head.Bind(1, head.Sequence).Bind(2, head.ToString()).Run();

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _commit, _forget, _head, _entry, _nonce })
        {
            statement.Dispose();
        }
    }
}
