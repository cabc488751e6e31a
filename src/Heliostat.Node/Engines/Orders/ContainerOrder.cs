using Heliostat.Node.Engines.Images;
using Heliostat.Node.Engines.Networks;

namespace Heliostat.Node.Engines.Orders;

/// <summary>
/// A container of a stranger as this node would start it. What is not here cannot be asked for: there are no
/// privileges, no capabilities, no network of the host, no devices but GPUs, and the root is read-only.
/// </summary>
internal sealed record ContainerOrder
{
    /// <summary>The user and group that a container runs as where the order names none: "nobody".</summary>
    public const int UserUsual = 65534;

    public required ImageReference Image { get; init; }

    /// <summary>For whom it runs, by which it is found again.</summary>
    public required ContainerLabels Labels { get; init; }

    /// <summary>The program that gets the command; empty for the image's own.</summary>
    public IReadOnlyList<string> EntryPoint { get; init; } = [];

    /// <summary>The arguments of the entry point, or what runs where there is none; empty for the image's.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>What is added to the image's environment. Every user of the engine can read it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the program starts; null for the image's own place.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>The folder of this machine in which every mount's source lies; null where there are none.</summary>
    public string? MountRoot { get; init; }

    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    /// <summary>The number of the user and group, never 0.</summary>
    public int User { get; init; } = UserUsual;

    /// <summary>How many CPUs may be used at once, in thousandths of one.</summary>
    public required int CpuMillis { get; init; }

    /// <summary>Memory in bytes, with what lies in <c>/tmp</c>; there is no swap.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>How many processes and threads may live at once.</summary>
    public int ProcessesMax { get; init; } = 1024;

    /// <summary>Bytes of <c>/tmp</c>, the only place besides writable mounts that can be written.</summary>
    public long TemporaryBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of shared memory.</summary>
    public long SharedMemoryBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of output that the engine keeps; what is older is forgotten.</summary>
    public long LogBytesMax { get; init; } = 10L << 20;

    /// <summary>The network on which it reaches out, or null for none at all.</summary>
    public EgressNetwork? Egress { get; init; }

    /// <summary>The GPUs that it gets, by the driver's names for them.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];
}
