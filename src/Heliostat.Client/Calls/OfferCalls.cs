using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>What could run a container now.</summary>
public sealed class OfferCalls
{
    private readonly ApiConnection _connection;

    internal OfferCalls(ApiConnection connection) => _connection = connection;

    /// <summary>One page of offers, those of most nodes first.</summary>
    public Task<ListPage<OfferResource>> ListAsync(OfferListQuery query, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath("/v1/compute/offers").With(
                ("cpu_count", query.CpuCount),
                ("gpu_count", query.GpuCount),
                ("gpu_name", query.GpuName),
                ("min_vram_gb", query.MinVramGb),
                ("min_ram_gb", query.MinRamGb),
                ("min_storage_gb", query.MinStorageGb),
                ("allowed_region_codes", query.Regions is { Count: > 0 } some ? string.Join(',', some) : null),
                ("limit", query.Limit),
                ("page", query.Page)),
            ClientJson.Default.ListPageOfferResource,
            cancellation);
}
