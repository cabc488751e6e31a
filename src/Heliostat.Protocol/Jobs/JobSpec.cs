using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Jobs;

/// <summary>A job as the journal keeps it: the rule by which it is split, never the list of its tasks.</summary>
/// <param name="Kind">BATCH or PERSISTENT.</param>
/// <param name="Needs">What a node must have to run a task of it.</param>
/// <param name="Limits">What it may take.</param>
/// <param name="Blender">Set for a job of type blender.</param>
/// <param name="Plugin">Set for a job of type plugin.</param>
/// <param name="Particulars">The hash of the salted, sealed title, description and payload.</param>
public sealed record JobSpec(
    JobKind Kind,
    JobNeeds Needs,
    JobLimits Limits,
    BlenderSettings? Blender,
    PluginSettings? Plugin,
    ContentHash Particulars)
{
    /// <summary>Set for a job of type docker.</summary>
    public ContainerSettings? Container { get; init; }

    /// <summary>Jobs that one job may depend on.</summary>
    public const int DependsOnMax = 32;

    /// <summary>
    /// Jobs of the same account that must be completed before a task of this one is placed; null for none.
    /// </summary>
    public IReadOnlyList<JobId>? DependsOn { get; init; }

    /// <summary>The recipe that the job was cooked of; null for none.</summary>
    public RecipeId? Recipe { get; init; }

    /// <summary>The parameters' type, one of <see cref="JobTypes"/>.</summary>
    [JsonIgnore]
    public string Type => Blender is not null ? JobTypes.Blender
        : Container is not null ? JobTypes.Docker
        : JobTypes.Plugin;

    /// <summary>The capability that a node must advertise for a step: its name, or the plugin's job type.</summary>
    public string CapabilityOf(StepKind step) => step switch
    {
        StepKind.Run => Container is not null ? NodeCapability.Docker : Plugin!.JobType,
        StepKind.Encode => NodeCapability.Encode,
        _ => NodeCapability.Render,
    };
}

/// <summary>What a node must have to run one task of a job. Zero asks for nothing.</summary>
/// <param name="CpuCount">Cores.</param>
/// <param name="GpuCount">GPUs.</param>
/// <param name="MinRamGb">Gigabytes (2^30 bytes) of memory.</param>
/// <param name="MinStorageGb">Gigabytes of free disk.</param>
public sealed record JobNeeds(int CpuCount, int GpuCount, int MinRamGb, int MinStorageGb)
{
    /// <summary>Cores, GPUs or gigabytes that one job may ask for.</summary>
    public const int CountMax = 100_000;

    /// <summary>Regions that one job may name.</summary>
    public const int RegionCodesMax = 36;

    /// <summary>
    /// The GPU that each of its GPUs must be, by its id in the registry; null for any, or where only a name is known.
    /// </summary>
    public Guid? GpuModel { get; init; }

    /// <summary>
    /// The name that each of its GPUs must have, as <see cref="Gpus.GpuName"/> writes it, where the registry knows no
    /// one GPU by it; null for any.
    /// </summary>
    public string? GpuName { get; init; }

    /// <summary>Gigabytes of memory that each of its GPUs must have.</summary>
    public int MinVramGb { get; init; }

    /// <summary>Regions that its nodes may be in; null for any.</summary>
    public IReadOnlyList<string>? RegionCodes { get; init; }
}

/// <summary>What a job may take.</summary>
/// <param name="MaxNodeCount">Nodes at once; null for as many as fit.</param>
/// <param name="MaxRetryCount">Failures of a task for which the job itself is the cause, before the job fails.</param>
/// <param name="MaxTimeoutRunMs">Milliseconds that one run may take, 60,000 upward; 0 for PERSISTENT: no limit.</param>
/// <param name="Priority">0 to 100; among one consumer's jobs the higher goes first.</param>
public sealed record JobLimits(int? MaxNodeCount, int MaxRetryCount, long MaxTimeoutRunMs, int Priority)
{
    /// <summary>The shortest time limit for a run.</summary>
    public const long TimeoutRunMsMin = 60_000;

    /// <summary>The longest time limit for a run: 30 days.</summary>
    public const long TimeoutRunMsMax = 30L * 24 * 3_600_000;

    /// <summary>The shortest time for which a job waits for a node.</summary>
    public const long TimeoutAssignMsMin = 300_000;

    /// <summary>The shortest time in which a container has to start.</summary>
    public const long TimeoutStartMsMin = 120_000;

    /// <summary>How long a docker job waits for a node, and then for its start, where it names no time.</summary>
    public const long ContainerTimeoutMsDefault = 300_000;

    /// <summary>
    /// Milliseconds for which the job may wait for a node while nothing of it runs; null for without end. Time in which
    /// it is paused, or waits for another job, does not count.
    /// </summary>
    public long? MaxTimeoutAssignMs { get; init; }

    /// <summary>
    /// Milliseconds from a node until a container runs, its image and inputs fetched; null for the usual ones.
    /// </summary>
    public long? MaxTimeoutStartMs { get; init; }

    /// <summary>Retries that a job may ask for.</summary>
    public const int RetryCountMax = 100;

    /// <summary>The highest priority.</summary>
    public const int PriorityMax = 100;
}
