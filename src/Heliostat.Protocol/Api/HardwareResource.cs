namespace Heliostat.Protocol.Api;

/// <summary>What a node has, as its agent said last. Gigabytes are 2^30 bytes, to hundredths.</summary>
public sealed record HardwareResource
{
    /// <summary>Its processors, one for each kind.</summary>
    public IReadOnlyList<CpuResource> Cpus { get; init; } = [];

    /// <summary>Its GPUs.</summary>
    public IReadOnlyList<GpuResource> Gpus { get; init; } = [];

    /// <summary>The file systems on which it works.</summary>
    public IReadOnlyList<DriveResource> HardDrives { get; init; } = [];

    /// <summary>Its memory.</summary>
    public IReadOnlyList<MemoryResource> Rams { get; init; } = [];

    /// <summary>All of its memory, in gigabytes.</summary>
    [JsonPropertyName("ramTotal")]
    public decimal RamTotal { get; init; }
}

/// <summary>A kind of processor of a node.</summary>
public sealed record CpuResource
{
    /// <summary>Its model.</summary>
    public required string Name { get; init; }

    /// <summary>Cores.</summary>
    public required int NumCores { get; init; }

    /// <summary>Threads that these run at once.</summary>
    public required int NumThreads { get; init; }

    /// <summary>The instruction set, such as <c>x64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Its base clock in MHz; null where the system does not say.</summary>
    public int? BaseClockMhz { get; init; }

    /// <summary>The board on which it sits; null where the system does not say.</summary>
    public string? Chipset { get; init; }

    /// <summary>What programs choose their code by, such as <c>avx2</c>.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];
}

/// <summary>A GPU of a node. What is null its driver does not say.</summary>
public sealed record GpuResource
{
    /// <summary>What its driver calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Which kind it is in <c>/v1/gpu-registry</c>; null where it is not there.</summary>
    public Guid? GpuRegistryUuid { get; init; }

    /// <summary>The id that the driver gives this one piece of hardware.</summary>
    public string? Uuid { get; init; }

    /// <summary>Its memory that is free, in gigabytes; null while its node has not said.</summary>
    public decimal? VramGbAvailable { get; init; }

    /// <summary>Its memory, in gigabytes, as its driver shows it.</summary>
    public required decimal VramGbMax { get; init; }

    /// <summary>The driver's version.</summary>
    public string? DriverVersion { get; init; }

    /// <summary>The newest CUDA that the driver runs.</summary>
    public string? CudaVersion { get; init; }

    /// <summary>Degrees Celsius.</summary>
    public int? TemperatureCelsius { get; init; }

    /// <summary>How busy it is, in percent.</summary>
    public int? LoadPercent { get; init; }

    /// <summary>What it draws, in watts.</summary>
    public decimal? PowerWatts { get; init; }

    /// <summary>Why it is given no work; null where nothing is wrong with it.</summary>
    public string? Trouble { get; init; }
}

/// <summary>A file system of a node.</summary>
public sealed record DriveResource
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Free gigabytes.</summary>
    public required decimal AvailableCapacityGb { get; init; }

    /// <summary>All gigabytes.</summary>
    public required decimal MaxCapacityGb { get; init; }
}

/// <summary>The memory of a node.</summary>
public sealed record MemoryResource
{
    /// <summary>Free gigabytes; null while the node has not said.</summary>
    public decimal? MemoryGbAvailable { get; init; }

    /// <summary>All gigabytes.</summary>
    public required decimal MemoryGbMax { get; init; }
}
