using System.Text.Json;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Views;

/// <summary>Writes rows, and finds the ones that are not in memory any more. One thread at a time.</summary>
internal sealed class ViewWriter : IDisposable
{
    private readonly List<PreparedStatement> _all = [];
    private readonly SqliteConnection _connection;
    private readonly PreparedStatement _begin;
    private readonly PreparedStatement _commit;
    private readonly PreparedStatement _cursor;
    private readonly PreparedStatement _job;
    private readonly PreparedStatement _run;
    private readonly PreparedStatement _unit;
    private readonly PreparedStatement _claim;
    private readonly PreparedStatement _node;
    private readonly PreparedStatement _line;
    private readonly PreparedStatement _findJob;
    private readonly PreparedStatement _findRun;
    private readonly PreparedStatement _findUnit;
    private readonly PreparedStatement _findClaim;

    public ViewWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _cursor = Prepare("UPDATE about SET sequence = ?, hash = ?");
        _job = Prepare(
            "INSERT INTO jobs VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
            + "?18, ?19, ?20, ?21) "
            + "ON CONFLICT (number) DO UPDATE SET state = ?6, reason = ?7, updated = ?9, started = ?10, ended = ?11, "
            + "units_accepted = ?13, units_rejected = ?14, tiles_checked = ?15, tiles_bad = ?16, runs_total = ?17, "
            + "edited = ?18, paused = ?19, ended_sequence = ?20, final = ?21");
        _run = Prepare(
            "INSERT INTO runs VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) "
            + "ON CONFLICT (number) DO UPDATE SET state = ?9, reason = ?10, started = ?12, ended = ?13, owed = ?14, "
            + "open = ?15");
        _unit = Prepare(
            "INSERT OR REPLACE INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _claim = Prepare("INSERT OR REPLACE INTO claims VALUES (?, ?, ?)");
        _node = Prepare("INSERT OR REPLACE INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _line = Prepare("INSERT INTO log (job, task, attempt, sequence, at, text) VALUES (?, ?, ?, ?, ?, ?)");
        _findJob = Prepare($"SELECT {ViewColumns.Jobs} FROM jobs WHERE id = ?");
        _findRun = Prepare($"SELECT {ViewColumns.Runs} FROM runs WHERE uuid_head = ? AND task = ? AND attempt = ?");
        _findUnit = Prepare($"SELECT {ViewColumns.Units} FROM units WHERE job = ? AND unit = ?");
        _findClaim = Prepare("SELECT body FROM claims WHERE job = ? AND number = ?");
    }

    public void Begin() => _begin.Run();

    public void Commit(long sequence, ContentHash hash)
    {
        _cursor.Bind(1, sequence).Bind(2, hash.ToArray().AsSpan()).Run();
        _commit.Run();
    }

    public void Write(JobRow row)
    {
        _job.Bind(1, row.Number).Bind(2, row.Id.Value).Bind(3, row.Account.Value);
        _job.Bind(4, JsonSerializer.Serialize(row.Spec, ViewJson.Default.JobSpec)).Bind(5, (long)row.Spec.Kind);
        _job.Bind(6, (long)row.State).Bind(7, row.StateReason).Bind(8, row.CreatedAtMs).Bind(9, row.UpdatedAtMs);
        _job.Bind(10, row.StartedAtMs).Bind(11, row.EndedAtMs).Bind(12, row.UnitsTotal).Bind(13, row.UnitsAccepted);
        _job.Bind(14, row.UnitsRejected).Bind(15, row.TilesChecked).Bind(16, row.TilesBad).Bind(17, row.RunsTotal);
        _job.Bind(18, row.Edited is { } limits ? JsonSerializer.Serialize(limits, ViewJson.Default.JobLimits) : null);
        _job.Bind(19, row.IsPaused ? 1 : 0).Bind(20, row.EndedSequence);
        _job.Bind(21, row.FinalAtMs);
        _job.Run();
    }

    public void Write(RunRow row)
    {
        _run.Bind(1, row.Number).Bind(2, ViewColumns.HeadOf(row.Id.ToUuid())).Bind(3, row.Job.Number);
        _run.Bind(4, row.Id.Task).Bind(5, row.Id.Attempt).Bind(6, row.Node.Value).Bind(7, row.First);
        _run.Bind(8, row.Count).Bind(9, (long)row.State).Bind(10, row.StateReason).Bind(11, row.LeasedAtMs);
        _run.Bind(12, row.StartedAtMs).Bind(13, row.EndedAtMs).Bind(14, row.UnitsOwed).Bind(15, row.UnitsOpen);
        _run.Run();
    }

    public void Write(UnitRow row, long job)
    {
        _unit.Bind(1, job).Bind(2, row.Unit).Bind(3, row.Run.Task).Bind(4, row.Run.Attempt).Bind(5, row.Node.Value);
        _unit.Bind(6, (long)row.State).Bind(7, row.Verdict).Bind(8, row.ExecutionMs).Bind(9, row.TilesChecked);
        _unit.Bind(10, row.TilesBad).Bind(12, row.IsBeingChecked ? 1 : 0).Bind(15, row.Result);
        _unit.Bind(16, row.ReportedAtMs).Bind(17, row.DecidedAtMs).Bind(18, (long?)row.Claim);
        BindOrNull(_unit, 11, row.Verifier?.Value);
        if (row.File is { } file)
        {
            _unit.Bind(13, file.Hash.ToArray().AsSpan()).Bind(14, file.Bytes);
        }
        else
        {
            _unit.BindNull(13).BindNull(14);
        }

        _unit.Run();
    }

    public void Write(ClaimRow row, long job) => _claim.Bind(1, job).Bind(2, row.Number)
        .Bind(3, JsonSerializer.Serialize(row, ViewJson.Default.ClaimRow)).Run();

    public void Write(NodeRow row)
    {
        _node.Bind(1, row.Number).Bind(2, row.Id.Value).Bind(3, row.Operator.Value).Bind(4, row.Name);
        _node.Bind(5, (long)row.State).Bind(6, row.StateReason);
        _node.Bind(7, row.Facts is null ? null : JsonSerializer.Serialize(row.Facts, ViewJson.Default.NodeFacts));
        _node.Bind(8, row.Connected ? 1 : 0).Bind(9, row.Runs).Bind(10, row.Checks).Bind(11, row.UnitsAccepted);
        _node.Bind(12, row.UnitsRejected).Bind(13, row.Faults).Bind(14, row.FailuresInARow);
        _node.Bind(15, row.RegisteredAtMs).Bind(16, row.SeenAtMs);
        _node.Run();
    }

    public void Write(LogLine line, long job)
    {
        _line.Bind(1, job).Bind(2, line.Run?.Task).Bind(3, line.Run?.Attempt);
        _line.Bind(4, line.Sequence).Bind(5, line.AtMs).Bind(6, line.Text).Run();
    }

    public JobRow? FindJob(JobId id) => One(_findJob.Bind(1, id.Value), ViewColumns.Job);

    public RunRow? FindRun(RunId id, JobRow job) => One(
        _findRun.Bind(1, ViewColumns.HeadOf(id.ToUuid())).Bind(2, id.Task).Bind(3, id.Attempt),
        row => ViewColumns.Run(row, job));

    public UnitRow? FindUnit(JobRow job, int unit) => One(
        _findUnit.Bind(1, job.Number).Bind(2, unit),
        row => ViewColumns.Unit(row, job.Id));

    public ClaimRow? FindClaim(JobRow job, int number) =>
        One(_findClaim.Bind(1, job.Number).Bind(2, number), ViewColumns.Claim);

    public List<NodeRow> ReadNodes()
    {
        using var select = new PreparedStatement(_connection, $"SELECT {ViewColumns.Nodes} FROM nodes ORDER BY number");
        var rows = new List<NodeRow>();
        while (select.Step())
        {
            rows.Add(ViewColumns.Node(select));
        }

        return rows;
    }

    /// <summary>The highest number in a table; 0 in an empty one.</summary>
    public long LastNumber(string table)
    {
        using var select = new PreparedStatement(_connection, $"SELECT coalesce(max(number), 0) FROM {table}");
        select.Step();
        return select.Number(0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _all)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private static T? One<T>(PreparedStatement select, Func<PreparedStatement, T> read)
        where T : class
    {
        var found = select.Step() ? read(select) : null;
        select.Reset();
        return found;
    }

    private static void BindOrNull(PreparedStatement statement, int at, Guid? value)
    {
        if (value is { } id)
        {
            statement.Bind(at, id);
        }
        else
        {
            statement.BindNull(at);
        }
    }

    private PreparedStatement Prepare(string text)
    {
        var statement = new PreparedStatement(_connection, text);
        _all.Add(statement);
        return statement;
    }
}
