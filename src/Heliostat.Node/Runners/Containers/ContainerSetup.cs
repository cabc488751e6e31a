using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Networks;

namespace Heliostat.Node.Runners.Containers;

/// <summary>How a node runs containers: in which engine, where, and how much it lends.</summary>
internal sealed record ContainerSetup
{
    /// <summary>Bytes of images that a node keeps where its operator says nothing.</summary>
    public const long ImageBytesUsual = 50L << 30;

    /// <summary>Where the files of containers lie. They stay when the agent ends, as some containers do.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes of memory of one container, where the job does not say.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The engine's socket; null looks in the usual places.</summary>
    public string? EnginePath { get; init; }

    /// <summary>Bytes of images that were fetched here and are kept.</summary>
    public long ImageBytesMax { get; init; } = ImageBytesUsual;

    /// <summary>Bytes of fetched inputs that are kept.</summary>
    public long InputBytesMax { get; init; } = 20L << 30;

    /// <summary>Where containers that reach out ask for names: on the open internet.</summary>
    public IReadOnlyList<string> DnsServers { get; init; } = ["1.1.1.1", "9.9.9.9"];

    /// <summary>Holds the networks of containers.</summary>
    public EgressFirewall Firewall { get; init; } = EgressFirewall.Here;

    /// <summary>How long the engine may take.</summary>
    public EngineLimits EngineLimits { get; init; } = EngineLimits.Usual;

    /// <summary>Seconds between two looks at whether the engine is there.</summary>
    public int LookSeconds { get; init; } = 10;
}
