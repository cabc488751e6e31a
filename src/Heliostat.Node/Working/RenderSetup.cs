using Heliostat.Node.Runners.Blender;

namespace Heliostat.Node.Working;

/// <summary>How a node renders: with which Blender, where, and how much it lends.</summary>
internal sealed record RenderSetup
{
    public required BlenderProgram Program { get; init; }

    /// <summary>Where each Blender has its own folder, and results wait to be handed over.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>Where fetched blobs are kept.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Bytes of blobs that are kept.</summary>
    public required long CacheBytesMax { get; init; }

    /// <summary>Threads of one Blender.</summary>
    public required int Threads { get; init; }

    /// <summary>Bytes of memory of one Blender, where the job does not say.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Seconds without work after which a warm Blender is ended.</summary>
    public int IdleSecondsMax { get; init; } = 60;
}
