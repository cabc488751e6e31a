namespace Heliostat.Protocol.Api;

/// <summary>Nodes of one kind in one region that could take a job now.</summary>
public sealed record OfferResource
{
    /// <summary>Always <c>compute_offer</c>.</summary>
    public string Object { get; init; } = "compute_offer";

    /// <summary>Names this kind of hardware in this region; the same for as long as there is some of it.</summary>
    public required Guid OfferId { get; init; }

    /// <summary>The region; null where its nodes do not say.</summary>
    public string? RegionCode { get; init; }

    /// <summary>How many of them there are.</summary>
    public required OfferAvailability Availability { get; init; }

    /// <summary>What one node has.</summary>
    public required OfferHardware HardwareSummary { get; init; }

    /// <summary>What it costs; null while the network has no prices.</summary>
    public OfferPricing? Pricing { get; init; }
}

/// <summary>How many nodes an offer is about.</summary>
/// <param name="Nodes">Nodes that are healthy, connected and not at work.</param>
/// <param name="Gpus">Their GPUs together.</param>
public sealed record OfferAvailability(int Nodes, int Gpus);

/// <summary>What one node of an offer has at least.</summary>
public sealed record OfferHardware
{
    /// <summary>Cores.</summary>
    public required int CpuCores { get; init; }

    /// <summary>GPUs.</summary>
    public required int GpuCount { get; init; }

    /// <summary>Its GPUs in words, such as <c>2 x RTX 4090</c>; null for none.</summary>
    public string? GpuModelLabel { get; init; }

    /// <summary>Its GPUs by model.</summary>
    public required IReadOnlyList<OfferGpu> GpuModels { get; init; }

    /// <summary>The id of its GPUs in <c>GET /v1/gpu-registry</c>; null for none, or for several models.</summary>
    public Guid? GpuRegistryUuid { get; init; }

    /// <summary>Gibibytes of memory of its smallest GPU; null for none.</summary>
    public int? MinGpuVramGib { get; init; }

    /// <summary>Gibibytes of memory.</summary>
    public required int RamGib { get; init; }

    /// <summary>Gibibytes of free disk; null where its nodes do not say.</summary>
    public int? StorageGib { get; init; }
}

/// <summary>GPUs of one model in one node.</summary>
/// <param name="Count">How many.</param>
/// <param name="GpuRegistryUuid">The model's id in <c>GET /v1/gpu-registry</c>; null where it is not there.</param>
/// <param name="MinVramGib">Gibibytes of memory of the smallest.</param>
/// <param name="Name">What the model is called.</param>
public sealed record OfferGpu(int Count, Guid? GpuRegistryUuid, int MinVramGib, string Name);

/// <summary>What an offer costs.</summary>
/// <param name="HourlyRateUsd">US dollars an hour, in millionths.</param>
/// <param name="QuotedAt">When that was so, in milliseconds since 1970, UTC.</param>
public sealed record OfferPricing(long HourlyRateUsd, long QuotedAt);
