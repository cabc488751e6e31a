namespace Heliostat.Node.Hardware.Gpus;

/// <summary>Looks for GPUs: by NVML, and where that is not there or fails, by nvidia-smi.</summary>
internal sealed class GpuSearch
{
    /// <summary>
    /// Seconds that NVML may take. A driver that hangs may never return; until it does it is not asked again.
    /// </summary>
    public const int NvmlSecondsMax = 10;

    private Task<GpuFinding?>? _asked;

    /// <summary>What is found now. What goes wrong is said in it, never thrown.</summary>
    public async Task<GpuFinding> FindAsync(CancellationToken cancellation)
    {
        var nvml = await AskNvmlAsync(cancellation).ConfigureAwait(false);
        if (nvml is { Gpus.Count: > 0 } or { Trouble: null })
        {
            return nvml;
        }

        var program = await NvidiaSmi.ReadAsync(cancellation).ConfigureAwait(false);
        // A library that fails says more of the cause than a program that fails with it.
        return program is { Gpus.Count: > 0, Trouble: null } ? program : nvml ?? program ?? GpuFinding.Nothing;
    }

    private async Task<GpuFinding?> AskNvmlAsync(CancellationToken cancellation)
    {
        _asked ??= Task.Run(Nvml.Read, CancellationToken.None);
        try
        {
            var found = await _asked.WaitAsync(TimeSpan.FromSeconds(NvmlSecondsMax), cancellation)
                .ConfigureAwait(false);
            _asked = null;
            return found;
        }
        catch (TimeoutException)
        {
            return GpuFinding.Failed(GpuFinding.Nvml, $"NVML did not answer within {NvmlSecondsMax} seconds");
        }
    }
}
