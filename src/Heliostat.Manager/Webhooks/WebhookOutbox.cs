using Heliostat.Manager.Journal;
using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Webhooks;

/// <summary>
/// What is to be posted, on the disk, with the cursor that says which entries of the journal it was written from: both
/// move in one transaction, so that no news is lost or written twice. Its methods may be called on any thread.
/// </summary>
internal sealed class WebhookOutbox : IDisposable
{
    /// <summary>Deliveries that ended and are still shown, for each webhook.</summary>
    public const int EndedKeptMax = 100;

    private const string Columns =
        "number, id, webhook, type, body, state, attempts, next, status, error, created, ended";

    private readonly SharedDatabase _file;

    private WebhookOutbox(string path, SqliteConnection connection) => _file = new SharedDatabase(path, connection);

    /// <summary>The newest entry whose news is in the outbox.</summary>
    public long Cursor => _file.Guarded(
        () => Convert.ToInt64(_file.Connection.Scalar("SELECT sequence FROM cursor"), null));

    /// <summary>Opens the outbox, or makes it for a network whose news begins after an entry.</summary>
    /// <exception cref="JournalException">The file cannot be used.</exception>
    public static WebhookOutbox Open(string path, Guid network, long sequence) =>
        new(path, OutboxSchema.OpenOrMake(path, network, sequence));

    /// <summary>Puts deliveries at the end of their queues and moves the cursor; durable on return.</summary>
    public void Append(IReadOnlyList<DeliveryRow> rows, long cursor) => _file.InTransaction(() =>
    {
        foreach (var row in rows)
        {
            Insert(row);
        }

        using var move = _file.Connection.Prepare("UPDATE cursor SET sequence = $sequence", "$sequence");
        move.Parameters[0].Value = cursor;
        move.ExecuteNonQuery();
    });

    /// <summary>Keeps a delivery that has ended already.</summary>
    public void AddEnded(DeliveryRow row) => _file.InTransaction(() =>
    {
        Insert(row);
        Prune(row.Webhook);
    });

    /// <summary>The first of a webhook's queue, or null.</summary>
    public DeliveryRow? First(WebhookId webhook) => Query(
        $"SELECT {Columns} FROM deliveries WHERE webhook = $webhook AND state = 0 ORDER BY number LIMIT 1",
        ("$webhook", KeyOf(webhook))).SingleOrDefault();

    /// <summary>Deliveries that wait for a webhook.</summary>
    public int PendingOf(WebhookId webhook) => _file.Guarded(() =>
    {
        using var count = _file.Connection.Prepare(
            "SELECT count(*) FROM deliveries WHERE webhook = $webhook AND state = 0", "$webhook");
        count.Parameters[0].Value = KeyOf(webhook);
        return Convert.ToInt32(count.ExecuteScalar(), null);
    });

    /// <summary>A page of a webhook's deliveries, without bodies; and how many there are.</summary>
    public (IReadOnlyList<DeliveryRow> Rows, long Total) List(
        WebhookId webhook, int page, int limit, bool descending = true)
    {
        var order = descending ? "DESC" : "ASC";
        var rows = Query(
            "SELECT number, id, webhook, type, x'', state, attempts, next, status, error, created, ended "
                + $"FROM deliveries WHERE webhook = $webhook ORDER BY number {order} LIMIT $limit OFFSET $skip",
            ("$webhook", KeyOf(webhook)),
            ("$limit", limit),
            ("$skip", (long)(page - 1) * limit));
        return (rows, _file.Guarded(() =>
        {
            using var count = _file.Connection.Prepare(
                "SELECT count(*) FROM deliveries WHERE webhook = $webhook", "$webhook");
            count.Parameters[0].Value = KeyOf(webhook);
            return Convert.ToInt64(count.ExecuteScalar(), null);
        }));
    }

    /// <summary>Every webhook that something waits for, or that something is shown of.</summary>
    public IReadOnlyList<WebhookId> Webhooks() => _file.Guarded(() =>
    {
        using var select = _file.Connection.Prepare("SELECT DISTINCT webhook FROM deliveries");
        using var rows = select.ExecuteReader();
        var found = new List<WebhookId>();
        while (rows.Read())
        {
            found.Add(IdOf(rows.GetFieldValue<byte[]>(0)));
        }

        return found;
    });

    /// <summary>Says what became of a post: the delivery has ended, or waits for its next one.</summary>
    public void Note(DeliveryRow row) => _file.InTransaction(() =>
    {
        using var update = _file.Connection.Prepare(
            "UPDATE deliveries SET state = $state, attempts = $attempts, next = $next, status = $status, "
                + "error = $error, ended = $ended, body = CASE $state WHEN 0 THEN body ELSE x'' END "
                + "WHERE number = $number",
            "$state", "$attempts", "$next", "$status", "$error", "$ended", "$number");
        Set(update, (int)row.State, row.Attempts, row.NextAtMs, row.StatusCode, row.Error, row.EndedAtMs, row.Number);
        update.ExecuteNonQuery();
        if (row.State != DeliveryState.Pending)
        {
            Prune(row.Webhook);
        }
    });

    /// <summary>Gives up all that waits for a webhook; answers how many there were.</summary>
    public int Drop(WebhookId webhook, string reason, long nowMs)
    {
        var dropped = 0;
        _file.InTransaction(() =>
        {
            using var update = _file.Connection.Prepare(
                "UPDATE deliveries SET state = 2, body = x'', ended = $ended, "
                    + "error = CASE error WHEN '' THEN $error ELSE error END "
                    + "WHERE webhook = $webhook AND state = 0",
                "$ended", "$error", "$webhook");
            Set(update, nowMs, reason, KeyOf(webhook));
            dropped = update.ExecuteNonQuery();
            Prune(webhook);
        });
        return dropped;
    }

    /// <summary>Lets go of all that is kept of a webhook.</summary>
    public void Forget(WebhookId webhook) => _file.InTransaction(() =>
    {
        using var delete = _file.Connection.Prepare("DELETE FROM deliveries WHERE webhook = $webhook", "$webhook");
        Set(delete, KeyOf(webhook));
        delete.ExecuteNonQuery();
    });

    public void Dispose()
    {
        _file.Dispose();
    }

    private static byte[] KeyOf(WebhookId id) => id.Value.ToByteArray(bigEndian: true);

    private static WebhookId IdOf(byte[] key) => new(new Guid(key, bigEndian: true));

    private static void Set(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    private static DeliveryRow Read(SqliteDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Id = row.GetString(1),
        Webhook = IdOf(row.GetFieldValue<byte[]>(2)),
        Type = row.GetString(3),
        Body = row.GetFieldValue<byte[]>(4),
        State = (DeliveryState)row.GetInt32(5),
        Attempts = row.GetInt32(6),
        NextAtMs = row.GetInt64(7),
        StatusCode = row.IsDBNull(8) ? null : row.GetInt32(8),
        Error = row.GetString(9),
        CreatedAtMs = row.GetInt64(10),
        EndedAtMs = row.IsDBNull(11) ? null : row.GetInt64(11),
    };

    private void Insert(DeliveryRow row)
    {
        using var insert = _file.Connection.Prepare(
            "INSERT INTO deliveries (id, webhook, type, body, state, attempts, next, status, error, created, ended) "
                + "VALUES ($id, $webhook, $type, $body, $state, $attempts, $next, $status, $error, $created, $ended)",
            "$id", "$webhook", "$type", "$body", "$state", "$attempts", "$next", "$status", "$error", "$created",
            "$ended");
        Set(
            insert, row.Id, KeyOf(row.Webhook), row.Type, row.Body, (int)row.State, row.Attempts, row.NextAtMs,
            row.StatusCode, row.Error, row.CreatedAtMs, row.EndedAtMs);
        insert.ExecuteNonQuery();
    }

    private void Prune(WebhookId webhook)
    {
        using var delete = _file.Connection.Prepare(
            "DELETE FROM deliveries WHERE webhook = $webhook AND state <> 0 AND number <= (SELECT number "
                + "FROM deliveries WHERE webhook = $webhook AND state <> 0 ORDER BY number DESC LIMIT 1 OFFSET $kept)",
            "$webhook", "$kept");
        Set(delete, KeyOf(webhook), EndedKeptMax);
        delete.ExecuteNonQuery();
    }

    private List<DeliveryRow> Query(string statement, params (string Name, object Value)[] parameters) =>
        _file.Guarded(() =>
        {
            using var select = _file.Connection.Prepare(statement, [.. parameters.Select(parameter => parameter.Name)]);
            Set(select, [.. parameters.Select(parameter => parameter.Value)]);
            using var rows = select.ExecuteReader();
            var found = new List<DeliveryRow>();
            while (rows.Read())
            {
                found.Add(Read(rows));
            }

            return found;
        });
}
