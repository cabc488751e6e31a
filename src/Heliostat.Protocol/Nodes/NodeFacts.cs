namespace Heliostat.Protocol.Nodes;

/// <summary>What a node says of itself when it connects.</summary>
/// <param name="AgentVersion">The version of its agent.</param>
/// <param name="Capabilities">
/// What it can be asked for: <c>render</c>, <c>denoise</c>, job types of its plugins. At most 100.
/// </param>
/// <param name="Duties">Worker, verifier or both.</param>
/// <param name="DeviceClass">
/// What must be alike for pixels to be alike, such as <c>cpu/avx2/blender-3.4.1-abc</c>.
/// </param>
/// <param name="CpuCount">Cores that it lends.</param>
/// <param name="RamBytes">Bytes of memory that it lends.</param>
/// <param name="RenderSlots">
/// Render runs that it takes at once, those waiting for their inputs among them: 0 to 16.
/// </param>
/// <param name="PluginSlots">Plugin runs that it takes at once: 0 to 1,024.</param>
public sealed record NodeFacts(
    [property: JsonRequired] string AgentVersion,
    [property: JsonRequired] IReadOnlyList<string> Capabilities,
    NodeDuties Duties,
    [property: JsonRequired] string DeviceClass,
    int CpuCount,
    long RamBytes,
    int RenderSlots,
    int PluginSlots)
{
    /// <summary>Capabilities that a node may advertise.</summary>
    public const int CapabilitiesMax = 100;

    /// <summary>Render runs that a node may take at once.</summary>
    public const int RenderSlotsMax = 16;

    /// <summary>Plugin runs that a node may take at once.</summary>
    public const int PluginSlotsMax = 1_024;

    /// <summary>Containers that a node may have at once, whatever else it has room for.</summary>
    public const int ContainersMax = 256;

    /// <summary>Characters that <see cref="RegionCode"/> may have.</summary>
    public const int RegionCodeLengthMax = 32;

    /// <summary>GPUs that a node may have.</summary>
    public const int GpusMax = 64;

    /// <summary>Characters that <see cref="GpuTrouble"/> may have.</summary>
    public const int GpuTroubleLengthMax = 300;

    /// <summary>Its GPUs, in the order of their driver; null where its agent does not look for any.</summary>
    public IReadOnlyList<NodeGpu>? Gpus { get; init; }

    /// <summary>
    /// Why its GPUs are given no work, as part of a sentence, such as <c>NVML initialised but GPU 0 is lost</c>; null
    /// where nothing is wrong with them, or where there is none.
    /// </summary>
    public string? GpuTrouble { get; init; }

    /// <summary>Bytes that are free where it works; null where its agent does not say.</summary>
    public long? DiskFreeBytes { get; init; }

    /// <summary>Where it is, such as <c>us-west-2</c>; null where its operator does not say.</summary>
    public string? RegionCode { get; init; }

    /// <summary>True for a code of a region: 2 to 32 small letters, digits and inner hyphens.</summary>
    public static bool IsRegionCode(string? code)
    {
        if (code is not { Length: >= 2 and <= RegionCodeLengthMax } || code[0] == '-' || code[^1] == '-')
        {
            return false;
        }

        foreach (var letter in code)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-')
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A GPU as far as work is placed by it.</summary>
/// <param name="Name">What its driver calls it; 1 to 100 characters.</param>
/// <param name="VramBytes">Bytes of its memory, as its driver shows them.</param>
/// <param name="Driver">The driver's version, such as <c>550.54.15</c>; at most 50 characters.</param>
/// <param name="Cuda">The newest CUDA that the driver runs, such as <c>12.4</c>; null where it is not known.</param>
public sealed record NodeGpu(
    [property: JsonRequired] string Name,
    long VramBytes,
    [property: JsonRequired] string Driver,
    string? Cuda)
{
    /// <summary>Characters that a driver's or CUDA's version may have.</summary>
    public const int VersionLengthMax = 50;
}

/// <summary>The duties of a node. Append-only.</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<NodeDuties>))]
public enum NodeDuties
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Runs tasks.</summary>
    Worker = 1,

    /// <summary>Checks what other operators' workers did.</summary>
    Verifier = 2,

    /// <summary>Both.</summary>
    Both = Worker | Verifier,
}
