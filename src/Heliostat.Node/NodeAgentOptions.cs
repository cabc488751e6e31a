using Heliostat.Node.Hardware;
using Heliostat.Node.Link;
using Heliostat.Node.Registering;
using Heliostat.Node.Runners.Containers;
using Heliostat.Node.Runners.Plugins;
using Heliostat.Node.Streams;
using Heliostat.Node.Working;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node;

/// <summary>How one agent works.</summary>
public sealed record NodeAgentOptions
{
    /// <summary>What the node says of itself.</summary>
    public required NodeFacts Facts { get; init; }

    /// <summary>How its connection behaves.</summary>
    public LinkOptions Link { get; init; } = new();

    /// <summary>What its plugins may use.</summary>
    public PluginLimits PluginLimits { get; init; } = new();

    /// <summary>Plugins of its operator's own.</summary>
    public IReadOnlyList<CustomPlugin> Plugins { get; init; } = [];

    /// <summary>
    /// The folder of its operator's plugins, each in a folder of its own, looked at while it runs; null for none.
    /// </summary>
    public string? PluginsFolder { get; init; }

    /// <summary>Whether plugins run in a sandbox; else they are only limited.</summary>
    public bool PluginsAreBoxed { get; init; }

    /// <summary>
    /// Runs the built-in plugins inside this process, without limits: for benchmarks with hundreds of nodes in one
    /// process, never for strangers' work.
    /// </summary>
    public bool PluginsAreInline { get; init; }

    /// <summary>Looks at the hardware, now and then; null where nobody does.</summary>
    internal Func<CancellationToken, Task<HardwareState>>? Look { get; init; }

    /// <summary>The ports of its containers; null where it runs none.</summary>
    internal IContainerPorts? Ports { get; init; }

    /// <summary>The driver's ids of the GPUs in <see cref="Facts"/>, in their order.</summary>
    internal IReadOnlyList<string> GpuIds { get; init; } = [];

    /// <summary>How it renders; null where it does not.</summary>
    internal RenderSetup? Render { get; init; }

    /// <summary>How it runs containers; null where it does not.</summary>
    internal ContainerSetup? Containers { get; init; }

    /// <summary>Where renewed tokens and signed heads are kept; null keeps them in memory.</summary>
    public NodeHome? Home { get; init; }

    /// <summary>Seconds that what runs may still take when the agent is asked to stop.</summary>
    public int DrainSecondsMax { get; init; } = 20;
}
