using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Hardware;

/// <summary>The machine on which this runs, as a node on it would describe itself.</summary>
/// <param name="Hardware">What it has and how busy that is.</param>
/// <param name="GpuSource">Who said what GPUs there are: <c>nvml</c>, <c>nvidia-smi</c> or <c>none</c>.</param>
/// <param name="GpuTrouble">Why its GPUs would be given no work; null where nothing is wrong, or there is none.</param>
public sealed record ThisMachine(HardwareReport Hardware, string GpuSource, string? GpuTrouble)
{
    /// <summary>Milliseconds between the two looks that the load of the processors needs.</summary>
    public const int LookMilliseconds = 500;

    /// <summary>Looks at it; <paramref name="folder"/> lies on the file system where the node would work.</summary>
    public static async Task<ThisMachine> ReadAsync(string folder, CancellationToken cancellation)
    {
        var reader = new HardwareReader(folder, Machine.Read(folder).RamBytes);
        await reader.ReadAsync(cancellation).ConfigureAwait(false);
        await Task.Delay(LookMilliseconds, cancellation).ConfigureAwait(false);
        var state = await reader.ReadAsync(cancellation).ConfigureAwait(false);
        return new ThisMachine(state.Report, state.Gpus.Source, state.Gpus.Trouble);
    }
}
