using Heliostat.Node.Hardware.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Hardware;

/// <summary>Looks at the whole machine, as often as it is asked.</summary>
/// <param name="folder">A folder on the file system where the node works.</param>
/// <param name="ramBytes">Bytes of memory that the machine, or the container around the agent, has.</param>
internal sealed class HardwareReader(string folder, long ramBytes)
{
    private readonly GpuSearch _gpus = new();
    private readonly CpuLoad _load = new();
    private readonly IReadOnlyList<CpuFact> _cpus = CpuReader.Read();

    /// <summary>The machine as it is now.</summary>
    public async Task<HardwareState> ReadAsync(CancellationToken cancellation)
    {
        var gpus = await _gpus.FindAsync(cancellation).ConfigureAwait(false);
        return new HardwareState(
            new HardwareReport
            {
                Cpus = _cpus,
                CpuLoadPercents = _load.Look(CpuReader.ReadText("/proc/stat")),
                Memory = Spaces.Memory(CpuReader.ReadText("/proc/meminfo"), ramBytes),
                Drives = [Spaces.Drive(folder)],
                Gpus = gpus.Gpus,
            },
            gpus);
    }
}
