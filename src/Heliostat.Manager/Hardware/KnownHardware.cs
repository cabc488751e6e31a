using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Hardware;

/// <summary>What a node said of its hardware, each part as it was said last.</summary>
/// <param name="AtMs">When it spoke last, in milliseconds since 1970, UTC.</param>
/// <param name="All">All parts that it ever said.</param>
internal sealed record KnownHardware(long AtMs, HardwareReport All)
{
    public KnownHardware With(HardwareReport said, long atMs) => new(atMs, new HardwareReport
    {
        Cpus = said.Cpus ?? All.Cpus,
        CpuLoadPercents = said.CpuLoadPercents ?? All.CpuLoadPercents,
        Memory = said.Memory ?? All.Memory,
        Drives = said.Drives ?? All.Drives,
        Gpus = said.Gpus ?? All.Gpus,
    });
}
