using System.Text.Json;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Cli.Jobs;

/// <summary>Jobs, their units and their runs as people read them.</summary>
internal static class JobTables
{
    public static void Print(Terminal terminal, IEnumerable<JobResource> jobs) => terminal.Print(
        ["Job", "Status", "Type", "Done", "Rejected", "Runs", "Created", "Title"],
        jobs.Select(job => new[]
        {
            job.Uuid.ToString(),
            job.Status,
            job.Parameters.Type,
            $"{job.Units.Accepted}/{job.Units.Total}",
            $"{job.Units.Rejected}",
            $"{job.Runs}",
            Words.Time(job.CreatedAt),
            job.Title ?? "",
        }));

    public static void Print(Terminal terminal, JobResource job) => terminal.Print(
    [
        ("Job", job.Uuid.ToString()),
        ("Title", job.Title),
        ("Description", job.Description),
        ("Status", job.Status),
        ("Why", job.StatusReason),
        ("Type", $"{job.Task} {job.Parameters.Type}".ToUpperInvariant()),
        ("Accepted", $"{job.Units.Accepted} of {Words.Count(job.Units.Total, NounOf(job))}"),
        ("Rejected", job.Units.Rejected == 0 ? "" : $"{job.Units.Rejected}, and done again"),
        ("Tiles checked", job.TilesChecked == 0 ? "" : $"{job.TilesChecked}"),
        ("Runs", $"{job.Runs}"),
        ("Time limit", job.MaxTimeoutRunMs is { } limit ? $"{TimeSpan.FromMilliseconds(limit):g} a run" : ""),
        ("Priority", $"{job.Priority}"),
        ("Depends on", job.DependsOn is { } jobs ? string.Join(", ", jobs) : ""),
        ("Created", Words.Time(job.CreatedAt)),
        ("Started", Words.Time(job.StartedAt)),
        ("Ended", Words.Time(job.CompletedAt)),
        ("Final", Words.Time(job.FinalAt)),
    ]);

    public static void Print(Terminal terminal, IEnumerable<UnitResource> units) => terminal.Print(
        ["Frame", "Status", "Node", "Seconds", "Tiles checked", "Bad", "Verdict"],
        units.Select(unit => new[]
        {
            NameOf(unit),
            unit.Status,
            unit.NodeName ?? unit.NodeUuid.ToString()[..8],
            Words.Seconds(unit.ExecutionMs),
            $"{unit.TilesChecked}",
            $"{unit.TilesBad}",
            unit.Verdict ?? "",
        }));

    public static void Print(Terminal terminal, IEnumerable<JobRunResource> runs) => terminal.Print(
        ["Run", "Task", "Attempt", "Status", "Node", "Started", "Seconds", "Why"],
        runs.Select(run => new[]
        {
            run.Uuid.ToString(),
            $"{run.TaskNumber}",
            $"{run.Attempt}",
            run.Status,
            run.NodeUuid.ToString()[..8],
            Words.Time(run.StartedAtMs),
            run is { StartedAtMs: { } from, EndedAtMs: { } to } ? Words.Seconds(to - from) : "",
            run.StatusReason ?? "",
        }));

    /// <summary>Prints a job that was just changed: as JSON, or in one sentence.</summary>
    public static void PrintChanged(Terminal terminal, JobResource job, string how)
    {
        if (terminal.IsJson)
        {
            terminal.Print(job, ApiJson.Default.JobResource);
        }
        else
        {
            terminal.Print($"Job {job.Uuid} {how}.");
        }
    }

    /// <summary>What a unit of the job is called.</summary>
    public static string NounOf(JobResource job) =>
        job.Parameters.Type == JobTypes.Blender && !HasSteps(job.Parameters.Parameters) ? "frame" : "unit";

    private static bool HasSteps(JsonElement parameters) =>
        parameters.ValueKind == JsonValueKind.Object
        && (IsText(parameters, "tiles") || IsText(parameters, "encode"));

    private static bool IsText(JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String;

    private static string NameOf(UnitResource unit) => unit switch
    {
        { Step: StepKind.Encode } => "video",
        { Region: { } region } => $"{unit.Frame}, region {region}",
        _ => $"{unit.Frame ?? unit.Unit}",
    };
}
