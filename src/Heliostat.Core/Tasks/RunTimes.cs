using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;

namespace Heliostat.Core.Tasks;

/// <summary>When a run is lost for good, whatever its node says.</summary>
internal static class RunTimes
{
    /// <summary>Milliseconds between lease and start, beyond the time of a run before it in the node's queue.</summary>
    public const long StartMsMax = 300_000;

    /// <summary>Milliseconds beyond its time limit that a run may be late with its report.</summary>
    public const long GraceMs = 60_000;

    /// <summary>Milliseconds beyond its time limit in which a container has to hand over what it left.</summary>
    public const long ContainerGraceMs = 900_000;

    /// <summary>Milliseconds in which a node has to stop a container, beyond which it counts as stopped.</summary>
    public const long StopMsMax = 60_000;

    /// <summary>Milliseconds for which a PERSISTENT run is up before its failures are forgotten.</summary>
    public const long SteadyAfterMs = 600_000;

    /// <summary>A time that no run sees the end of, in milliseconds: a thousand years.</summary>
    public const long EndlessMs = 1_000L * 365 * 24 * 3_600_000;

    /// <summary>Measured units of a job from which on a run whose next unit is late by far counts as hung.</summary>
    public const int UnitsMeasuredMin = 5;

    /// <summary>How many times as long as the slowest measured unit of its job a unit may take.</summary>
    public const int SlowestTimesMax = 10;

    /// <summary>Milliseconds that any unit may take, however fast the others were.</summary>
    public const long UnitMsMin = 600_000;

    /// <summary>
    /// Times that this allowance doubles, once for each run of the task that was lost by it: a heavy frame after many
    /// light ones comes through in the end.
    /// </summary>
    public const int DoublingsMax = 10;

    /// <summary>When a run that is leased now is lost unless it starts. Containers wait in no queue.</summary>
    public static Instant StartBy(Instant leased, Job job) => job.SlotKind == SlotKind.Container
        ? leased.PlusMs(StartMsOf(job.Limits) + GraceMs)
        : leased.PlusMs(job.Limits.MaxTimeoutRunMs + StartMsMax);

    /// <summary>Milliseconds that a container has until it runs.</summary>
    public static long StartMsOf(JobLimits limits) => limits.MaxTimeoutStartMs ?? JobLimits.ContainerTimeoutMsDefault;

    /// <summary>When a run that starts now is lost unless it reports.</summary>
    public static Instant StartedBy(Instant now, Job job, JobTask task)
    {
        var end = EndBy(now, job, task);
        return UnitBy(now, job, task, job.MeasuredUnits, job.SlowestMs) is { } unit && unit < end ? unit : end;
    }

    /// <summary>When a run that reports a unit now, and owes more, is lost; null where that does not change.</summary>
    public static Instant? ReportedBy(Instant now, Job job, JobTask task, long executionMs)
    {
        var slowest = long.Max(job.SlowestMs, executionMs);
        if (UnitBy(now, job, task, job.MeasuredUnits + 1, slowest) is not { } unit)
        {
            return null;
        }

        var end = EndBy(task.StartedAt, job, task);
        var by = unit < end ? unit : end;
        return end > now && by != task.Deadline ? by : null;
    }

    /// <summary>True when a late run has time left by its limit, but its next unit is late by far.</summary>
    public static bool IsHung(Job job, JobTask task) =>
        task.State == TaskState.Running && task.Deadline < EndBy(task.StartedAt, job, task);

    private static Instant EndBy(Instant started, Job job, JobTask task) => started.PlusMs(
        job.IsPersistent ? EndlessMs
        : task.TimeoutMs + (job.SlotKind == SlotKind.Container ? ContainerGraceMs : GraceMs));

    private static Instant? UnitBy(Instant now, Job job, JobTask task, int measured, long slowestMs) =>
        !job.IsRender || measured < UnitsMeasuredMin || task.First >= job.Plan.FirstStep.End ? null
            : now.PlusMs(long.Max(UnitMsMin, SlowestTimesMax * slowestMs) << int.Min(task.Hung, DoublingsMax));
}
