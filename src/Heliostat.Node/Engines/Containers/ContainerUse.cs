namespace Heliostat.Node.Engines.Containers;

/// <summary>What a container uses at a moment.</summary>
/// <param name="MemoryBytes">Memory now.</param>
/// <param name="MemoryPeakBytes">The most that is known of: what the engine kept, or what was seen when asked.</param>
/// <param name="CpuNanoseconds">CPU time since it started.</param>
/// <param name="Processes">Processes and threads.</param>
internal sealed record ContainerUse(long MemoryBytes, long MemoryPeakBytes, long CpuNanoseconds, long Processes)
{
    /// <summary>This one, knowing also what was seen before.</summary>
    public ContainerUse After(ContainerUse? before) => before is null ? this : this with
    {
        MemoryPeakBytes = Math.Max(MemoryPeakBytes, before.MemoryPeakBytes),
        CpuNanoseconds = Math.Max(CpuNanoseconds, before.CpuNanoseconds),
    };
}
