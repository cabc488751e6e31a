using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Consumers;

/// <summary>Makes up what nodes say of themselves.</summary>
internal static class NodeBlank
{
    private const long Ram = 8L << 30;
    private const string CommonClass = "cpu/avx2/blender";
    private const string RareClass = "cpu/avx/blender";

    private static readonly IReadOnlyList<string> Everything =
    [
        NodeCapability.Render,
        NodeCapability.Denoise,
        NodeCapability.Encode,
        NodeCapability.EncoderPrefix + "ffmpeg",
        PluginSettings.Echo,
        PluginSettings.CpuBenchmark,
        OrderBlank.Unchecked,
    ];

    private static readonly NodeGpu Gpu = new("NVIDIA L4", 23_034L << 20, "550.54.15", "12.4");

    /// <summary>A node that can do everything, in both duties.</summary>
    public static NodeFacts Sound(Chance chance) => WithContainers(new NodeFacts(
        "simulated", Everything, NodeDuties.Both, CommonClass, 4, Ram, chance.Between(1, 3), chance.Between(1, 6)));

    /// <summary>A node that may lack this or that.</summary>
    public static NodeFacts Any(Chance chance) => WithHardware(new NodeFacts(
        "simulated",
        [.. Everything.Where(_ => chance.PerMille(800))],
        chance.Pick([NodeDuties.Both, NodeDuties.Both, NodeDuties.Worker, NodeDuties.Verifier]),
        chance.PerMille(800) ? CommonClass : RareClass,
        4,
        Ram,
        chance.Below(4),
        chance.Below(6)));

    /// <summary>A block of the public network; null for a private address.</summary>
    public static string? Block(Chance chance) => chance.PerMille(500) ? $"203.0.{chance.Below(3)}.0/24" : null;

    // By what was drawn already: as many GPUs as it takes renders.
    private static NodeFacts WithContainers(NodeFacts facts) => facts with
    {
        Capabilities = [.. facts.Capabilities, NodeCapability.Docker],
        Gpus = [.. Enumerable.Repeat(Gpu, facts.RenderSlots)],
        DiskFreeBytes = 3 * Ram,
        RegionCode = "eu-west-1",
    };

    // By what was drawn already: some say nothing of GPUs, some have one, some have one that is lost.
    private static NodeFacts WithHardware(NodeFacts facts) => facts.RenderSlots == 0 ? facts : facts with
    {
        Capabilities = facts.PluginSlots < 2 ? facts.Capabilities : [.. facts.Capabilities, NodeCapability.Docker],
        Gpus = [Gpu],
        GpuTrouble = facts.PluginSlots == 0 ? "NVML initialised but GPU 0 is lost" : null,
        DiskFreeBytes = Ram,
    };
}
