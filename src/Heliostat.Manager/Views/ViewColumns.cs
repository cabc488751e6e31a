using System.Text.Json;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>Reads rows from the columns of the tables, which it names in the order in which it takes them.</summary>
internal static class ViewColumns
{
    public const string Jobs = "jobs.number, jobs.id, jobs.account, jobs.spec, jobs.state, jobs.reason, jobs.created, "
        + "jobs.updated, jobs.started, jobs.ended, jobs.units_total, jobs.units_accepted, jobs.units_rejected, "
        + "jobs.tiles_checked, jobs.tiles_bad, jobs.runs_total, jobs.edited, jobs.paused, jobs.ended_sequence, "
        + "jobs.final";

    /// <summary>Columns in <see cref="Jobs"/>.</summary>
    public const int JobsCount = 20;

    public const string Runs = "runs.number, runs.task, runs.attempt, runs.node, runs.first, runs.count, runs.state, "
        + "runs.reason, runs.leased, runs.started, runs.ended, runs.owed, runs.open";

    public const string Units = "units.unit, units.task, units.attempt, units.node, units.state, units.verdict, "
        + "units.execution_ms, units.tiles_checked, units.tiles_bad, units.verifier, units.checking, units.file_hash, "
        + "units.file_bytes, units.result, units.reported, units.decided, units.claim";

    public const string Nodes = "number, id, operator, name, state, reason, facts, connected, runs, checks, "
        + "units_accepted, units_rejected, faults, failures, registered, seen";

    public static JobRow Job(PreparedStatement row) => new()
    {
        Number = row.Number(0),
        Id = new JobId(row.Id(1)),
        Account = new AccountId(row.Id(2)),
        Spec = JsonSerializer.Deserialize(row.Text(3), ViewJson.Default.JobSpec)!,
        State = (JobState)row.Small(4),
        StateReason = row.Text(5),
        CreatedAtMs = row.Number(6),
        UpdatedAtMs = row.Number(7),
        StartedAtMs = row.NumberOrNull(8),
        EndedAtMs = row.NumberOrNull(9),
        UnitsTotal = row.Small(10),
        UnitsAccepted = row.Small(11),
        UnitsRejected = row.Small(12),
        TilesChecked = row.Number(13),
        TilesBad = row.Number(14),
        RunsTotal = row.Small(15),
        Edited = row.IsNull(16) ? null : JsonSerializer.Deserialize(row.Text(16), ViewJson.Default.JobLimits),
        IsPaused = row.Small(17) != 0,
        EndedSequence = row.NumberOrNull(18),
        FinalAtMs = row.NumberOrNull(19),
    };

    /// <summary>A run, whose columns begin at <paramref name="from"/>.</summary>
    public static RunRow Run(PreparedStatement row, JobRow job, int from = 0) => new()
    {
        Number = row.Number(from),
        Job = job,
        Id = new RunId(job.Id, row.Small(from + 1), row.Small(from + 2)),
        Node = new NodeId(row.Id(from + 3)),
        First = row.Small(from + 4),
        Count = row.Small(from + 5),
        State = (RunState)row.Small(from + 6),
        StateReason = row.Text(from + 7),
        LeasedAtMs = row.Number(from + 8),
        StartedAtMs = row.NumberOrNull(from + 9),
        EndedAtMs = row.NumberOrNull(from + 10),
        UnitsOwed = row.Small(from + 11),
        UnitsOpen = row.Small(from + 12),
    };

    public static UnitRow Unit(PreparedStatement row, JobId job) => new()
    {
        Job = job,
        Unit = row.Small(0),
        Run = new RunId(job, row.Small(1), row.Small(2)),
        Node = new NodeId(row.Id(3)),
        State = (UnitVerdictState)row.Small(4),
        Verdict = row.Text(5),
        ExecutionMs = row.Number(6),
        TilesChecked = row.Small(7),
        TilesBad = row.Small(8),
        Verifier = row.IsNull(9) ? null : new NodeId(row.Id(9)),
        IsBeingChecked = row.Small(10) != 0,
        File = row.IsNull(11) ? null : new BlobName(new ContentHash(row.Bytes(11)), row.Number(12)),
        Result = row.TextOrNull(13),
        ReportedAtMs = row.Number(14),
        DecidedAtMs = row.NumberOrNull(15),
        Claim = (ClaimState?)row.NumberOrNull(16),
    };

    public static ClaimRow Claim(PreparedStatement row) =>
        JsonSerializer.Deserialize(row.Text(0), ViewJson.Default.ClaimRow)!;

    public static NodeRow Node(PreparedStatement row) => new()
    {
        Number = row.Number(0),
        Id = new NodeId(row.Id(1)),
        Operator = new AccountId(row.Id(2)),
        Name = row.Text(3),
        State = (NodeState)row.Small(4),
        StateReason = row.Text(5),
        Facts = row.IsNull(6) ? null : JsonSerializer.Deserialize(row.Text(6), ViewJson.Default.NodeFacts),
        Connected = row.Small(7) != 0,
        Runs = row.Small(8),
        Checks = row.Small(9),
        UnitsAccepted = row.Small(10),
        UnitsRejected = row.Small(11),
        Faults = row.Small(12),
        FailuresInARow = row.Small(13),
        RegisteredAtMs = row.Number(14),
        SeenAtMs = row.NumberOrNull(15),
    };

    /// <summary>The first eight bytes of the id by which the API names a run.</summary>
    public static long HeadOf(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes);
    }
}
