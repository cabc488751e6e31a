using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Heliostat.Node.Hardware;

/// <summary>What this machine, or the container around the agent, has.</summary>
/// <param name="CpuCount">Cores.</param>
/// <param name="RamBytes">Bytes of memory.</param>
/// <param name="DiskFreeBytes">Bytes that are free where the node's home lies.</param>
/// <param name="CpuFeature">The widest vector instructions, by which results of floating point may differ.</param>
internal sealed record Machine(int CpuCount, long RamBytes, long DiskFreeBytes, string CpuFeature)
{
    /// <summary>Reads it; limits of a container count as the machine's.</summary>
    public static Machine Read(string folder) => new(
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        new DriveInfo(Spaces.Nearest(folder)).AvailableFreeSpace,
        Feature());

    private static string Feature() =>
        Avx512F.IsSupported ? "avx512"
        : Avx2.IsSupported ? "avx2"
        : Avx.IsSupported ? "avx"
        : Sse41.IsSupported ? "sse41"
        : AdvSimd.IsSupported ? "neon"
        : "plain";
}
