namespace Heliostat.Protocol.Api;

/// <summary>A kind of GPU as the API shows it: <c>GET /v1/gpu-registry</c>.</summary>
public sealed record GpuModelResource
{
    /// <summary>Always <c>gpu_model</c>.</summary>
    public string Object { get; init; } = "gpu_model";

    /// <summary>Its id, the same in every network; jobs may name it.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>Who makes it.</summary>
    public required string Vendor { get; init; }

    /// <summary>What it is called, such as <c>GeForce RTX 4090</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its memory in gigabytes (2^30 bytes), as its maker states it.</summary>
    public required int VramGb { get; init; }

    /// <summary>
    /// Its part in rewards for compute, in millionths of an RTX 4090's (RNP-019, RNP-021); null where none is stated.
    /// </summary>
    public int? ComputeMillionths { get; init; }

    /// <summary>
    /// How fast it renders, in millionths of two RTX 4090 (Inferix Bench); null where none is stated.
    /// </summary>
    public int? RenderMillionths { get; init; }
}
