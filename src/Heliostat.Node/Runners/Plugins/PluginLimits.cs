namespace Heliostat.Node.Runners.Plugins;

/// <summary>
/// What a plugin may use. Memory and CPU seconds hold for its process, which serves many runs; the time holds for each
/// run. Each limit has its own failure reason.
/// </summary>
public sealed record PluginLimits
{
    private const long MemoryBytesDefault = 2L << 30;
    private const long DiskBytesDefault = 1L << 30;
    private const int RunMillisecondsDefault = 5 * 60 * 1000;

    /// <summary>Milliseconds that one run may take; a job may ask for less.</summary>
    public int RunMillisecondsMax { get; init; } = RunMillisecondsDefault;

    /// <summary>Bytes of memory of the process.</summary>
    public long MemoryBytesMax { get; init; } = MemoryBytesDefault;

    /// <summary>CPU seconds of the process. One that has used half of them is replaced between two runs.</summary>
    public int CpuSecondsMax { get; init; } = 600;

    /// <summary>Processes and threads that it may have.</summary>
    public int ProcessesMax { get; init; } = 128;

    /// <summary>Bytes that may lie at once in the folder that the process of an operator's plugin can write.</summary>
    public long DiskBytesMax { get; init; } = DiskBytesDefault;

    /// <summary>Seconds without a run after which the process is ended.</summary>
    public int IdleSecondsMax { get; init; } = 60;
}
