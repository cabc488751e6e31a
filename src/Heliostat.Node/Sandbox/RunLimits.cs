namespace Heliostat.Node.Sandbox;

/// <summary>What a process and everything that it starts may use together; null means no limit.</summary>
internal sealed record RunLimits
{
    /// <summary>A run that has no limit but the machine.</summary>
    public static readonly RunLimits None = new();

    /// <summary>Memory in bytes, with what lies in a private /tmp.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Seconds of CPU time over all threads and processes.</summary>
    public int? CpuSeconds { get; init; }

    /// <summary>
    /// Bytes that may lie at once in the folders that its box can write. Looked at a few times a second: a little more
    /// may be there before it is ended.
    /// </summary>
    public long? WrittenBytes { get; init; }

    /// <summary>How many processes and threads may live at once.</summary>
    public int? Processes { get; init; }

    /// <summary>How many CPUs may be used at once, in thousandths of one.</summary>
    public int? CpuMillis { get; init; }
}
