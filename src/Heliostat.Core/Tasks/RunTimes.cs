namespace Heliostat.Core.Tasks;

/// <summary>When a run is lost for good, whatever its node says.</summary>
internal static class RunTimes
{
    /// <summary>Milliseconds between lease and start, beyond the time of a run before it in the node's queue.</summary>
    public const long StartMsMax = 300_000;

    /// <summary>Milliseconds beyond its time limit that a run may be late with its report.</summary>
    public const long GraceMs = 60_000;

    public static Instant StartBy(Instant leased, JobLimits limits) =>
        leased.PlusMs(limits.MaxTimeoutRunMs + StartMsMax);

    public static Instant EndBy(Instant started, long timeoutMs) => started.PlusMs(timeoutMs + GraceMs);
}
