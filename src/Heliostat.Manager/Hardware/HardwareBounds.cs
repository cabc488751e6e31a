using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Hardware;

/// <summary>What a node may say of its hardware, so that what is kept of each stays small.</summary>
internal static class HardwareBounds
{
    private const int CpusMax = 16;
    private const int ThreadsMax = 4_096;
    private const int DrivesMax = 16;
    private const int FeaturesMax = 64;
    private const int FeatureLengthMax = 32;
    private const int TextLengthMax = 100;
    private const int PercentMax = 100;

    public static bool AreKept(HardwareReport said) =>
        Are(said.Cpus, CpusMax, IsInside)
        && Are(said.CpuLoadPercents, ThreadsMax, static load => load is >= 0 and <= PercentMax)
        && (said.Memory is null || IsInside(said.Memory))
        && Are(said.Drives, DrivesMax, IsInside)
        && Are(said.Gpus, NodeFacts.GpusMax, IsInside);

    private static bool Are<T>(IReadOnlyList<T>? list, int countMax, Func<T, bool> isInside) =>
        list is null || (list.Count <= countMax && list.All(item => item is not null && isInside(item)));

    private static bool IsInside(CpuFact cpu) =>
        IsShort(cpu.Name) && IsShort(cpu.Architecture) && (cpu.Chipset is null || IsShort(cpu.Chipset))
        && cpu.Cores is > 0 and <= ThreadsMax
        && cpu.Threads is > 0 and <= ThreadsMax
        && cpu.BaseClockMhz is null or > 0
        && cpu.Features is { Count: <= FeaturesMax } features
        && features.All(static word => word is { Length: > 0 and <= FeatureLengthMax });

    private static bool IsInside(SpaceState space) =>
        IsShort(space.Name) && space.TotalBytes >= 0 && space.FreeBytes >= 0;

    private static bool IsInside(GpuState gpu) =>
        gpu.Name is { Length: <= GpuName.LengthMax }
        && gpu.Driver is { Length: <= NodeGpu.VersionLengthMax }
        && gpu.Cuda is null or { Length: <= NodeGpu.VersionLengthMax }
        && (gpu.Uuid is null || IsShort(gpu.Uuid))
        && gpu.Trouble is null or { Length: <= NodeFacts.GpuTroubleLengthMax }
        && gpu is { VramBytes: >= 0, VramFreeBytes: >= 0, Index: >= 0 };

    private static bool IsShort(string? text) => text is { Length: > 0 and <= TextLengthMax };
}
