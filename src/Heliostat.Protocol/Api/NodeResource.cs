namespace Heliostat.Protocol.Api;

/// <summary>A node as the API shows it.</summary>
public sealed record NodeResource
{
    /// <summary>Always <c>node</c>.</summary>
    public string Object { get; init; } = "node";

    /// <summary>The node's id.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>What its operator calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The operator's account.</summary>
    public required Guid OperatorUuid { get; init; }

    /// <summary>REGISTERED, HEALTHY, UNHEALTHY, OFFLINE, DRAINING or BANNED.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is so, in words.</summary>
    public string? StatusReason { get; init; }

    /// <summary>True while its connection to the relay is open.</summary>
    public bool Connected { get; init; }

    /// <summary>0 to 100; 50 at first.</summary>
    public int Reputation { get; init; } = 50;

    /// <summary>What it can be asked for.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>worker, verifier or both.</summary>
    public string Duties { get; init; } = "";

    /// <summary>What must be alike for pixels to be alike.</summary>
    public string DeviceClass { get; init; } = "";

    /// <summary>Runs and checks that it works at.</summary>
    public int Runs { get; init; }

    /// <inheritdoc cref="Runs"/>
    public int Checks { get; init; }

    /// <summary>Runs that were accepted, failed by its own fault, or rejected.</summary>
    public int RunsAccepted { get; init; }

    /// <inheritdoc cref="RunsAccepted"/>
    public int RunsFailed { get; init; }

    /// <summary>Units of its that verification rejected.</summary>
    public int UnitsRejected { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long? LastSeenAt { get; init; }

    /// <summary>Its processors, as in <see cref="CurrentHardware"/>.</summary>
    public IReadOnlyList<CpuResource> Cpus => CurrentHardware.Cpus;

    /// <summary>Its GPUs, as in <see cref="CurrentHardware"/>.</summary>
    public IReadOnlyList<GpuResource> Gpus => CurrentHardware.Gpus;

    /// <summary>Its file systems, as in <see cref="CurrentHardware"/>.</summary>
    public IReadOnlyList<DriveResource> HardDrives => CurrentHardware.HardDrives;

    /// <summary>Its memory, as in <see cref="CurrentHardware"/>.</summary>
    public IReadOnlyList<MemoryResource> Rams => CurrentHardware.Rams;

    /// <summary>All of its memory, in gigabytes.</summary>
    [JsonPropertyName("ramTotal")]
    public decimal RamTotal => CurrentHardware.RamTotal;

    /// <summary>What it has, as it said last.</summary>
    public HardwareResource CurrentHardware { get; init; } = new();

    /// <summary>Why its GPUs are given no work; null where nothing is wrong with them, or there is none.</summary>
    public string? GpuTrouble { get; init; }

    /// <summary>How busy it was when it looked last; null where it said nothing since the manager started.</summary>
    public HardwareEventResource? LatestHardwareEvent { get; init; }
}
