namespace Heliostat.Protocol.Api;

/// <summary>How busy a node was when its agent looked last. Loads are percent, sizes are bytes.</summary>
public sealed record HardwareEventResource
{
    /// <summary>When it looked, in milliseconds since 1970, UTC.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>Always <c>node_hardware_event</c>.</summary>
    public string Object { get; init; } = "node_hardware_event";

    /// <summary>What it saw.</summary>
    public required HardwareLoad Metadata { get; init; }
}

/// <summary>The load of each part of a node.</summary>
public sealed record HardwareLoad(CpuLoadResource Cpu, GpuLoads Gpu, SpaceResource Ram, StorageResource Storage);

/// <summary>The load of a node's processors: of all, and of each of their threads.</summary>
public sealed record CpuLoadResource(int Average, IReadOnlyList<int> Cores);

/// <summary>The load of a node's GPUs: of each, and of all that say.</summary>
public sealed record GpuLoads(IReadOnlyList<GpuLoad> Gpus, int Average);

/// <summary>The load of one GPU, and its memory; the load is null where its driver does not say.</summary>
public sealed record GpuLoad(int? Load, string Name, SpaceResource Vram);

/// <summary>Bytes that are free, of how many.</summary>
public sealed record SpaceResource(long Free, long Total);

/// <summary>The file systems of a node.</summary>
public sealed record StorageResource(IReadOnlyList<DriveLoad> HardDrives);

/// <summary>One file system of a node.</summary>
public sealed record DriveLoad(string Name, long Free, long Total);
