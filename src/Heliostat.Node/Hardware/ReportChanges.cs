using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Hardware;

/// <summary>Leaves out of a report what the manager was told already.</summary>
internal static class ReportChanges
{
    /// <summary>
    /// The parts that are not as they were; null where all are. Everything, where nothing was said yet.
    /// </summary>
    public static HardwareReport? Since(HardwareReport? before, HardwareReport now)
    {
        if (before is null)
        {
            return now;
        }

        var changed = new HardwareReport
        {
            Cpus = Changed(before.Cpus, now.Cpus, AreAlike),
            CpuLoadPercents = Changed(before.CpuLoadPercents, now.CpuLoadPercents),
            Memory = before.Memory == now.Memory ? null : now.Memory,
            Drives = Changed(before.Drives, now.Drives),
            Gpus = Changed(before.Gpus, now.Gpus),
        };
        return changed == new HardwareReport() ? null : changed;
    }

    private static IReadOnlyList<T>? Changed<T>(
        IReadOnlyList<T>? before, IReadOnlyList<T>? now, Func<T, T, bool>? areAlike = null)
    {
        areAlike ??= static (one, other) => EqualityComparer<T>.Default.Equals(one, other);
        return now is null || (before?.Count == now.Count && before.Zip(now, areAlike).All(static alike => alike))
            ? null
            : now;
    }

    // Two lists of the same words are two lists to a record.
    private static bool AreAlike(CpuFact one, CpuFact other) =>
        one with { Features = [] } == other with { Features = [] } && one.Features.SequenceEqual(other.Features);
}
