using System.Text.Json;
using Heliostat.Core.Jobs;
using Heliostat.Manager.Blobs;
using Heliostat.Manager.Containers;
using Heliostat.Manager.Nodes;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Jobs;

/// <summary>
/// Jobs, runs and units as the API shows them: the views' rows, with what the vault keeps and signed URLs.
/// </summary>
internal sealed class JobResources(ParticularsShelf shelf, NodeRoster nodes, BlobUrls urls)
{
    /// <summary>The word for where something stands.</summary>
    public static string WordOf<T>(T state)
        where T : struct, Enum => state.ToString().ToUpperInvariant();

    public JobResource Of(JobRow row)
    {
        var particulars = shelf.Find(row.Spec.Particulars);
        return new JobResource
        {
            Uuid = row.Id.Value,
            Status = WordOf(row.State),
            StatusReason = row.IsPaused ? JobWords.Paused : NullIfEmpty(row.StateReason),
            Paused = row.IsPaused,
            DependsOn = row.Spec.DependsOn is { } jobs ? [.. jobs.Select(job => job.Value)] : null,
            SourceRecipeUuid = row.Spec.Recipe?.Value,
            Task = row.Spec.Kind,
            Title = particulars?.Title,
            Description = particulars?.Description,
            Parameters = particulars is { Parameters: { } submitted }
                ? ShownParameters.Of(submitted)
                : new JobParameters(row.Spec.Type, JobParticulars.NoPayload),
            CpuCount = row.Spec.Needs.CpuCount,
            GpuCount = row.Spec.Needs.GpuCount,
            GpuName = row.Spec.Needs.GpuModel is { } model
                ? GpuRegistry.Shipped.Find(model)?.Name
                : row.Spec.Needs.GpuName,
            GpuRegistryUuid = row.Spec.Needs.GpuModel,
            MinVramGb = row.Spec.Needs.MinVramGb,
            AllowedRegionCodes = row.Spec.Needs.RegionCodes,
            MinRamGb = row.Spec.Needs.MinRamGb,
            MinStorageGb = row.Spec.Needs.MinStorageGb,
            MaxNodeCount = row.Limits.MaxNodeCount,
            MaxRetryCount = row.Limits.MaxRetryCount,
            MaxTimeoutAssignMs = row.Limits.MaxTimeoutAssignMs,
            MaxTimeoutStartMs = row.Limits.MaxTimeoutStartMs,
            MaxTimeoutRunMs = row.Spec.Kind == JobKind.Persistent ? null : row.Limits.MaxTimeoutRunMs,
            Priority = row.Limits.Priority,
            CreatedAt = row.CreatedAtMs,
            UpdatedAt = row.UpdatedAtMs,
            StartedAt = row.StartedAtMs,
            CompletedAt = row.EndedAtMs,
            FinalAt = row.FinalAtMs,
            Units = new UnitCounts(row.UnitsTotal, row.UnitsAccepted, row.UnitsRejected)
            {
                Results = row.Spec.Blender?.Tiles is null ? row.UnitsTotal : JobPlan.Of(row.Spec).ResultsCount,
            },
            TilesChecked = row.TilesChecked,
            Runs = row.RunsTotal,
        };
    }

    public JobRunResource Of(RunRow row, IReadOnlyList<LogLine>? log = null) => new()
    {
        Uuid = row.Id.ToUuid(),
        JobUuid = row.Id.Job.Value,
        NodeUuid = row.Node.Value,
        TaskNumber = row.Id.Task,
        Attempt = row.Id.Attempt,
        Status = WordOf(row.State),
        StatusReason = NullIfEmpty(row.StateReason),
        StartedAtMs = row.StartedAtMs,
        EndedAtMs = row.EndedAtMs,
        Logs = log is null ? null : string.Concat(log.Select(LineOf)),
    };

    public UnitResource Of(UnitRow row, JobFacts job) => new()
    {
        Unit = row.Unit,
        Step = job.Plan.StepOf(row.Unit),
        Frame = job.Plan.PlaceOf(row.Unit).Frame,
        Region = job.Plan.PlaceOf(row.Unit).Region,
        IsResult = job.Plan.IsResult(row.Unit),
        Status = WordOf(row.State),
        RunUuid = row.Run.ToUuid(),
        NodeUuid = row.Node.Value,
        NodeName = nodes.Find(row.Node)?.Name,
        ExecutionMs = row.ExecutionMs,
        TilesChecked = row.TilesChecked,
        TilesBad = row.TilesBad,
        Verdict = NullIfEmpty(row.Verdict),
        FileHash = row.File?.Hash.ToString(),
        FileBytes = row.File?.Bytes ?? 0,
        FileUrl = row is { State: UnitVerdictState.Accepted, File: { } file }
            ? urls.Get(new BlobKey(job.Account, file.Hash), file.Bytes)
            : null,
        Result = ResultOf(row, job),
        Claim = row.Claim is { } claim ? WordOf(claim) : null,
    };

    public ClaimResource Of(ClaimRow row, JobFacts job, string? reason) => new()
    {
        Number = row.Number,
        Unit = row.Unit,
        Frame = job.Plan.PlaceOf(row.Unit).Frame,
        Region = job.Plan.PlaceOf(row.Unit).Region,
        Area = job.Plan.PlaceOf(row.Unit).Region is null ? null : job.Plan.AreaOf(row.Unit),
        Status = WordOf(row.State),
        Reason = reason,
        Verdict = NullIfEmpty(row.Verdict),
        IsProven = row.IsProven,
        Worker = PictureOf(row.Worker, row.File, job),
        Verifiers =
        [
            .. row.Voices.Select(voice => new ClaimWitness(
                voice.Agrees, voice.Reason, voice.AtMs, PictureOf(voice.Node, voice.Picture, job))),
        ],
        CreatedAt = row.OpenedAtMs,
        DecidedAt = row.DecidedAtMs,
    };

    /// <summary>Whether a job in this state changes no more.</summary>
    public static bool HasEnded(JobState state) =>
        state is JobState.Completed or JobState.Failed or JobState.Cancelled;

    /// <summary>The answer to who would change a job that changes no more.</summary>
    public static ProblemAnswer Ended(JobRow row) => new(
        StatusCodes.Status409Conflict, "job-ended", $"The job has ended already: it is {WordOf(row.State)}.");

    private ClaimPicture PictureOf(NodeId node, BlobName? file, JobFacts job) => new(
        node.Value,
        nodes.Find(node)?.Name,
        file,
        file is null ? null : urls.Get(new BlobKey(job.Account, file.Hash), file.Bytes));

    // An echo's result is its payload, which the journal knows by its hash only.
    private JsonElement? ResultOf(UnitRow row, JobFacts job) =>
        row.Result is { } text ? JsonElement.Parse(text)
        : row.State == UnitVerdictState.Accepted && job.Spec.Plugin?.JobType == PluginSettings.Echo
            ? shelf.Find(job.Spec.Particulars)?.Payload
        : null;

    private static string LineOf(LogLine line) =>
        $"{DateTimeOffset.FromUnixTimeMilliseconds(line.AtMs):yyyy-MM-ddTHH:mm:ss.fffZ} {line.Text}\n";

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
