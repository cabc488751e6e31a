namespace Heliostat.Client.Calls;

/// <summary>Which offers to list. What is null is not asked about.</summary>
public sealed record OfferListQuery
{
    /// <summary>Cores that a node must have.</summary>
    public int? CpuCount { get; init; }

    /// <summary>GPUs that a node must have.</summary>
    public int? GpuCount { get; init; }

    /// <summary>What its GPUs are called, such as <c>RTX 4090</c>.</summary>
    public string? GpuName { get; init; }

    /// <summary>Gigabytes of memory that each GPU must have.</summary>
    public int? MinVramGb { get; init; }

    /// <summary>Gigabytes of memory.</summary>
    public int? MinRamGb { get; init; }

    /// <summary>Gigabytes of free disk.</summary>
    public int? MinStorageGb { get; init; }

    /// <summary>The regions that it may be in.</summary>
    public IReadOnlyList<string>? Regions { get; init; }

    /// <summary>Rows on a page, 1 to 50.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>The page, from 1.</summary>
    public int Page { get; init; } = 1;
}
