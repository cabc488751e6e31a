using Heliostat.Protocol.Jobs;

namespace Heliostat.Protocol.Api;

/// <summary>A job as the API shows it.</summary>
public sealed record JobResource
{
    /// <summary>Always <c>job</c>.</summary>
    public string Object { get; init; } = "job";

    /// <summary>The job's id.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>PENDING, ASSIGNED, RUNNING, COMPLETED, FAILED, CANCELLING or CANCELLED.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is so, in words; null where there is nothing to say.</summary>
    public string? StatusReason { get; init; }

    /// <summary>True while its consumer wants no task of it placed.</summary>
    public bool Paused { get; init; }

    /// <summary>Jobs that must be completed before this one begins; null for none.</summary>
    public IReadOnlyList<Guid>? DependsOn { get; init; }

    /// <summary>The recipe that it was cooked of; null for none.</summary>
    public Guid? SourceRecipeUuid { get; init; }

    /// <summary>BATCH or PERSISTENT.</summary>
    public required JobKind Task { get; init; }

    /// <summary>What people see.</summary>
    public string? Title { get; init; }

    /// <summary>More of it.</summary>
    public string? Description { get; init; }

    /// <summary>As submitted; of a docker job without its passwords and the values of its environment.</summary>
    public required JobParameters Parameters { get; init; }

    /// <summary>As submitted, or the default.</summary>
    public int CpuCount { get; init; }

    /// <inheritdoc cref="CpuCount"/>
    public int GpuCount { get; init; }

    /// <summary>The model that each GPU must be, as the registry calls it; null for any.</summary>
    public string? GpuName { get; init; }

    /// <summary>Its id in the registry; null for any, or where the registry knows no one GPU by the name.</summary>
    public Guid? GpuRegistryUuid { get; init; }

    /// <inheritdoc cref="CpuCount"/>
    public int MinVramGb { get; init; }

    /// <inheritdoc cref="CpuCount"/>
    public int MinRamGb { get; init; }

    /// <inheritdoc cref="CpuCount"/>
    public int MinStorageGb { get; init; }

    /// <summary>As submitted, or as it was edited last.</summary>
    public int? MaxNodeCount { get; init; }

    /// <inheritdoc cref="MaxNodeCount"/>
    public int MaxRetryCount { get; init; }

    /// <summary>As submitted, or the default; null for without end.</summary>
    public long? MaxTimeoutAssignMs { get; init; }

    /// <summary>As submitted, or the default; null for a job that is no docker job.</summary>
    public long? MaxTimeoutStartMs { get; init; }

    /// <summary>As submitted, or as it was edited last; null for a PERSISTENT job.</summary>
    public long? MaxTimeoutRunMs { get; init; }

    /// <summary>
    /// When it fails unless a node takes it, in milliseconds since 1970, UTC; null while it does not wait for one.
    /// </summary>
    public long? TimeoutAssignAtMs { get; init; }

    /// <summary>Regions that its nodes may be in; null for any.</summary>
    public IReadOnlyList<string>? AllowedRegionCodes { get; init; }

    /// <inheritdoc cref="MaxNodeCount"/>
    public int Priority { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long CreatedAt { get; init; }

    /// <inheritdoc cref="CreatedAt"/>
    public long UpdatedAt { get; init; }

    /// <inheritdoc cref="CreatedAt"/>
    public long? StartedAt { get; init; }

    /// <inheritdoc cref="CreatedAt"/>
    public long? CompletedAt { get; init; }

    /// <summary>Since when nothing of it can be claimed any more; null before.</summary>
    public long? FinalAt { get; init; }

    /// <summary>Units (frames, array indices) of the job, and how many of them stand where.</summary>
    public required UnitCounts Units { get; init; }

    /// <summary>Tiles that verifiers compared so far.</summary>
    public long TilesChecked { get; init; }

    /// <inheritdoc cref="JobRunResource.ContainerAccessTokens"/>
    public IReadOnlyList<ContainerAccessToken>? ContainerAccessTokens { get; init; }

    /// <summary>Runs so far.</summary>
    public int Runs { get; init; }
}

/// <summary>
/// How many units of a job there are, were accepted, and were rejected by verification (and then done again).
/// </summary>
public sealed record UnitCounts(int Total, int Accepted, int Rejected)
{
    /// <summary>How many of all are what was asked for, and not pieces on the way there.</summary>
    public int Results { get; init; }
}
