namespace Heliostat.Client.Calls;

/// <summary>Which kinds of GPUs to list; what is null is not asked about.</summary>
public sealed record GpuListQuery
{
    /// <summary>Only those of this maker, such as <c>NVIDIA</c>.</summary>
    public string? Vendor { get; init; }

    /// <summary>Only those called so, however it is written: <c>RTX4090</c>, <c>NVIDIA GeForce RTX 4090</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Only those with so many gigabytes (2^30 bytes) of memory, at most 65,535.</summary>
    public int? MinVramGb { get; init; }

    /// <summary>Only those that a node has which could take work now.</summary>
    public bool OnlyAvailable { get; init; }
}
