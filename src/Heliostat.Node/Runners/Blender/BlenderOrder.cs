using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Blender;

/// <summary>What one warm Blender is started for: a scene, what the job asks of it, and what it may use.</summary>
internal sealed record BlenderOrder
{
    /// <summary>How long a scene may take to open.</summary>
    public static readonly TimeSpan LoadLimitDefault = TimeSpan.FromMinutes(10);

    /// <summary>How long Blender may neither answer nor use any CPU.</summary>
    public static readonly TimeSpan HangLimitDefault = TimeSpan.FromMinutes(2);

    /// <summary>More than a frame of many layers at the highest resolution needs: 16 GiB.</summary>
    public const long WrittenBytesDefault = 16L << 30;

    public required BlenderProgram Program { get; init; }

    /// <summary>The original path of the .blend that is rendered; one of <see cref="Files"/>.</summary>
    public required string Main { get; init; }

    public required IReadOnlyList<PlacedFile> Files { get; init; }

    /// <summary>Paths that the scene names, and that its owner lets be missing.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    public required BlenderSettings Settings { get; init; }

    /// <summary>A folder of the process's own, made when it starts and removed when it is disposed.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>Where results are put; they stay there until whoever asked for them disposes of them.</summary>
    public required string ResultFolder { get; init; }

    /// <summary>Threads that Blender renders with.</summary>
    public required int Threads { get; init; }

    /// <summary>Bytes of memory, with its private /tmp; null for no limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Bytes that may lie among its results before they are taken away.</summary>
    public long WrittenBytes { get; init; } = WrittenBytesDefault;

    public TimeSpan LoadLimit { get; init; } = LoadLimitDefault;

    public TimeSpan HangLimit { get; init; } = HangLimitDefault;
}
