using Heliostat.Protocol.Jobs;

namespace Heliostat.Protocol.Api;

/// <summary>One execution of one task on one node.</summary>
public sealed record JobRunResource
{
    /// <summary>Always <c>job_run</c>.</summary>
    public string Object { get; init; } = "job_run";

    /// <summary>The run's id.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>The job's id.</summary>
    public required Guid JobUuid { get; init; }

    /// <summary>The node that ran it.</summary>
    public required Guid NodeUuid { get; init; }

    /// <summary>The task's number and the attempt at it.</summary>
    public required int TaskNumber { get; init; }

    /// <inheritdoc cref="TaskNumber"/>
    public required int Attempt { get; init; }

    /// <summary>ASSIGNED, RUNNING, REPORTED, COMPLETED, FAILED or CANCELLED.</summary>
    public required string Status { get; init; }

    /// <summary>Why it failed.</summary>
    public string? StatusReason { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long? StartedAtMs { get; init; }

    /// <inheritdoc cref="StartedAtMs"/>
    public long? EndedAtMs { get; init; }

    /// <summary>Where its ports are reached while it runs; null where the manager has no ports for that.</summary>
    public IReadOnlyList<NodeUrl>? NodeUrls { get; init; }

    /// <summary>Tokens for HTTP to its container, shown to the job's own account only.</summary>
    public IReadOnlyList<ContainerAccessToken>? ContainerAccessTokens { get; init; }

    /// <summary>
    /// In the single run only: the last 64 KB of what its program printed, and then what the manager says of the run, a
    /// time before each line. The program's words come from strangers: escape them before you show them.
    /// </summary>
    public string? Logs { get; init; }
}

/// <summary>A frame (or array index) of a job, as <c>GET /v1/jobs/{uuid}/units</c> lists them.</summary>
public sealed record UnitResource
{
    /// <summary>The unit's number.</summary>
    public required int Unit { get; init; }

    /// <summary>The step that it belongs to: <c>run</c>, <c>render</c>, <c>stitch</c> or <c>encode</c>.</summary>
    public StepKind Step { get; init; }

    /// <summary>Its frame, for a blender job; null for a video.</summary>
    public int? Frame { get; init; }

    /// <summary>The region of its frame that it is; null for a whole frame.</summary>
    public int? Region { get; init; }

    /// <summary>True for what was asked for; false for a piece on the way there, such as a region.</summary>
    public bool IsResult { get; init; }

    /// <summary>REPORTED, ESCALATED, ACCEPTED or REJECTED.</summary>
    public required string Status { get; init; }

    /// <summary>The run that reported it, and the name and id of its node.</summary>
    public required Guid RunUuid { get; init; }

    /// <inheritdoc cref="RunUuid"/>
    public required Guid NodeUuid { get; init; }

    /// <inheritdoc cref="RunUuid"/>
    public string? NodeName { get; init; }

    /// <summary>Milliseconds that it took.</summary>
    public long ExecutionMs { get; init; }

    /// <summary>Tiles that verifiers compared, and how many of them did not agree.</summary>
    public int TilesChecked { get; init; }

    /// <inheritdoc cref="TilesChecked"/>
    public int TilesBad { get; init; }

    /// <summary>Why it was accepted or rejected, in words.</summary>
    public string? Verdict { get; init; }

    /// <summary>Where the newest claim about this result stands, as in claims; null when there was none.</summary>
    public string? Claim { get; init; }

    /// <summary>The delivered file's hash and size; null for plugins.</summary>
    public string? FileHash { get; init; }

    /// <inheritdoc cref="FileHash"/>
    public long FileBytes { get; init; }

    /// <summary>A signed URL for the file, good for 15 minutes, in accepted units.</summary>
    public string? FileUrl { get; init; }

    /// <summary>A plugin's result.</summary>
    public JsonElement? Result { get; init; }
}
