using System.Globalization;

namespace Heliostat.Node.Sandbox;

/// <summary>
/// Holds each process of a run to its limits where no control group may be made. Weaker: children are not
/// counted together, and too little address space can end a program in many ways, so that want of memory
/// looks like any other end.
/// </summary>
internal sealed class ResourceLimits(RunLimits limits) : ILimitGroup
{
    private const int CpuSecondsGrace = 5;
    private const long BytesPerUnit = 1024;

    public string EntryScript { get; } = CpuLines(limits)
        + (limits.MemoryBytes is { } bytes ? Invariant($"ulimit -v {bytes / BytesPerUnit}\n") : "");

    public TimeSpan? CpuTime => null;

    public long? PeakMemoryBytes => null;

    public bool KilledForMemory => false;

    public IReadOnlyList<int> Members => [];

    /// <summary>
    /// The system's own limit on CPU seconds, which holds even when nobody watches: a warning signal at the
    /// limit, the end a little later.
    /// </summary>
    public static string CpuLines(RunLimits limits) => limits.CpuSeconds is { } seconds
        ? Invariant($"ulimit -S -t {seconds}\nulimit -H -t {seconds + CpuSecondsGrace}\n")
        : "";

    public void Dispose()
    {
        // The limits end with their processes.
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
