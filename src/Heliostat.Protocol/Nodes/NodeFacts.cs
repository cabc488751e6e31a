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
