namespace Heliostat.Node.Engines.Orders;

/// <summary>
/// What the engine is sent to make a container. There is no member for privileges, added capabilities, devices, the
/// host's namespaces or an unconfined profile, so that no code can ask for them.
/// </summary>
internal sealed record ContainerBody
{
    public required string Image { get; init; }

    /// <summary>The arguments; null for the image's own.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>What the command is given to; null for the image's own.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    public required IReadOnlyList<string> Env { get; init; }

    public string? WorkingDir { get; init; }

    public required string User { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required HostBody HostConfig { get; init; }
}

/// <summary>How the container is held.</summary>
internal sealed record HostBody
{
    public required string NetworkMode { get; init; }

    public IReadOnlyList<string>? Dns { get; init; }

    public required long Memory { get; init; }

    /// <summary>Memory and swap together.</summary>
    public required long MemorySwap { get; init; }

    public required long NanoCpus { get; init; }

    public required int PidsLimit { get; init; }

    public required long ShmSize { get; init; }

    public required int OomScoreAdj { get; init; }

    public required bool ReadonlyRootfs { get; init; }

    public required IReadOnlyList<string> CapDrop { get; init; }

    public required IReadOnlyList<string> SecurityOpt { get; init; }

    public required string IpcMode { get; init; }

    public required string CgroupnsMode { get; init; }

    public required IReadOnlyDictionary<string, string> Tmpfs { get; init; }

    public required IReadOnlyList<MountBody> Mounts { get; init; }

    public required IReadOnlyList<UlimitBody> Ulimits { get; init; }

    public required LogBody LogConfig { get; init; }

    public IReadOnlyList<DeviceBody>? DeviceRequests { get; init; }
}

/// <summary>One mount.</summary>
internal sealed record MountBody(string Type, string Source, string Target, bool ReadOnly, BindBody BindOptions);

/// <summary>Whether mounts made later on one side show on the other.</summary>
internal sealed record BindBody(string Propagation);

/// <summary>A limit of each process.</summary>
internal sealed record UlimitBody(string Name, long Soft, long Hard);

/// <summary>Where output goes.</summary>
internal sealed record LogBody(string Type, IReadOnlyDictionary<string, string> Config);

/// <summary>Devices by their driver's names.</summary>
internal sealed record DeviceBody(
    string Driver, IReadOnlyList<string> DeviceIDs, IReadOnlyList<IReadOnlyList<string>> Capabilities);
