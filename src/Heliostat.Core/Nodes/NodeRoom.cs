using Heliostat.Core.Jobs;

namespace Heliostat.Core.Nodes;

/// <summary>
/// Gives runs their part of a node, exactly: what their job asks for, and never more than is free. A run of a job that
/// names no cores, memory or disk is counted by its slot only, and has what the others leave.
/// </summary>
internal static class NodeRoom
{
    private const long BytesPerGb = 1L << 30;
    private const int MillisPerCpu = 1_000;

    public static long MillisOf(int cores) => (long)cores * MillisPerCpu;

    /// <summary>True when a run of a job may be allotted what it asks for. It takes no memory to ask.</summary>
    public static bool Fits(JobNeeds needs, Node node)
    {
        var (load, facts) = (node.Load, node.Facts!);
        return (needs.CpuCount == 0 || load.CpuMillis + MillisOf(needs.CpuCount) <= MillisOf(facts.CpuCount))
            && (needs.MinRamGb == 0 || load.RamBytes + (needs.MinRamGb * BytesPerGb) <= facts.RamBytes)
            && (needs.MinStorageGb == 0 || facts.DiskFreeBytes is not { } disk
                || load.DiskBytes + (needs.MinStorageGb * BytesPerGb) <= disk)
            && (needs.GpuCount == 0 || CountFreeGpus(needs, node) >= needs.GpuCount);
    }

    /// <summary>What is taken of what a run asks for, as a part of a sentence; null when it fits.</summary>
    public static string? WhyNot(JobNeeds needs, Node node)
    {
        if (Fits(needs, node))
        {
            return null;
        }

        var (load, facts) = (node.Load, node.Facts!);
        if (needs.GpuCount > 0 && CountFreeGpus(needs, node) < needs.GpuCount)
        {
            var fit = NodeGpus.CountFitting(needs, node);
            return $"{fit - CountFreeGpus(needs, node)} of {fit} GPUs are taken, and the job needs {needs.GpuCount}";
        }

        if (load.CpuMillis + MillisOf(needs.CpuCount) > MillisOf(facts.CpuCount))
        {
            return $"{load.CpuMillis / MillisPerCpu} of {facts.CpuCount} cores are taken, and the job needs "
                + $"{needs.CpuCount}";
        }

        return load.RamBytes + (needs.MinRamGb * BytesPerGb) > facts.RamBytes
            ? $"{load.RamBytes / BytesPerGb} of {facts.RamBytes / BytesPerGb} GB of memory are taken, and the job "
                + $"needs {needs.MinRamGb}"
            : $"{load.DiskBytes / BytesPerGb} of {facts.DiskFreeBytes / BytesPerGb} GB of disk are taken, and the job "
                + $"needs {needs.MinStorageGb}";
    }

    /// <summary>What of a node is taken, as a sentence; nothing where all of it is free.</summary>
    public static IReadOnlyList<string> Describe(Node node)
    {
        var load = node.Load;
        if (load.CpuMillis + load.RamBytes + load.DiskBytes == 0)
        {
            return [];
        }

        return
        [
            $"Its runs are allotted {load.CpuMillis / MillisPerCpu} of its {node.Facts!.CpuCount} cores, "
                + $"{load.RamBytes / BytesPerGb} of {node.Facts.RamBytes / BytesPerGb} GB of memory, "
                + $"{load.Gpus.Count} of {node.Gpus.Count} GPUs.",
        ];
    }

    /// <summary>What a run is allotted that fits; null where its job asks for nothing.</summary>
    public static Allotment? AllotTo(Job job, Node node)
    {
        var needs = job.Spec.Needs;
        if (needs is { CpuCount: 0, MinRamGb: 0, MinStorageGb: 0, GpuCount: 0 })
        {
            return null;
        }

        return new Allotment(
            (int)MillisOf(needs.CpuCount),
            needs.MinRamGb * BytesPerGb,
            needs.MinStorageGb * BytesPerGb,
            needs.GpuCount == 0 ? null : FreeGpus(needs, node));
    }

    private static List<int> FreeGpus(JobNeeds needs, Node node)
    {
        var free = new List<int>();
        for (var i = 0; i < node.Gpus.Count && free.Count < needs.GpuCount; i++)
        {
            if (IsFree(needs, node, i))
            {
                free.Add(i);
            }
        }

        return free;
    }

    private static int CountFreeGpus(JobNeeds needs, Node node)
    {
        var free = 0;
        for (var i = 0; i < node.Gpus.Count; i++)
        {
            free += IsFree(needs, node, i) ? 1 : 0;
        }

        return free;
    }

    private static bool IsFree(JobNeeds needs, Node node, int gpu) =>
        node.Gpus[gpu].Fits(needs) && !node.Load.Gpus.Contains(gpu);
}
