using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Hardware.Gpus;

/// <summary>What a search for GPUs found.</summary>
/// <param name="Source">Who said it: <c>nvml</c>, <c>nvidia-smi</c> or <c>none</c>.</param>
/// <param name="Gpus">The GPUs, those in trouble among them.</param>
/// <param name="Trouble">
/// Why none of them can be given work, as part of a sentence; null where nothing is wrong, or there is none.
/// </param>
internal sealed record GpuFinding(string Source, IReadOnlyList<GpuState> Gpus, string? Trouble)
{
    public const string Nvml = "nvml";
    public const string NvidiaSmi = "nvidia-smi";

    /// <summary>A machine without a driver of NVIDIA's, which is nothing unusual.</summary>
    public static GpuFinding Nothing { get; } = new("none", [], null);

    /// <summary>The GPUs that answer, as the hello names them.</summary>
    public IReadOnlyList<NodeGpu> Sound =>
    [
        .. Gpus.Where(gpu => gpu.Trouble is null)
            .Select(gpu => new NodeGpu(gpu.Name, gpu.VramBytes, gpu.Driver, gpu.Cuda)),
    ];

    /// <summary>The driver's ids of those, in the same order; empty where it gives none.</summary>
    public IReadOnlyList<string> SoundIds =>
        [.. Gpus.Where(gpu => gpu.Trouble is null).Select(gpu => gpu.Uuid ?? "")];

    /// <summary>What was found, where the first GPU in trouble keeps all of them from work.</summary>
    public static GpuFinding Of(string source, IReadOnlyList<GpuState> gpus) =>
        new(source, gpus, Shortened(gpus.FirstOrDefault(gpu => gpu.Trouble is not null)?.Trouble));

    /// <summary>A search that came to nothing, for a reason that somebody has to look at.</summary>
    public static GpuFinding Failed(string source, string trouble) => new(source, [], Shortened(trouble));

    private static string? Shortened(string? trouble) =>
        trouble?.Length > NodeFacts.GpuTroubleLengthMax ? trouble[..NodeFacts.GpuTroubleLengthMax] : trouble;
}
