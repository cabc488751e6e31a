using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>List the kinds of GPUs that the network knows.</summary>
public sealed class GpuCalls
{
    private readonly ApiConnection _connection;

    internal GpuCalls(ApiConnection connection) => _connection = connection;

    /// <summary>Every kind that the query asks for.</summary>
    public IAsyncEnumerable<GpuModelResource> AllAsync(
        GpuListQuery query, CancellationToken cancellation = default) =>
        Pages.AllAsync((page, limit, stop) => ListAsync(query, page, limit, stop), cancellation);

    /// <summary>One page of them.</summary>
    public Task<ListPage<GpuModelResource>> ListAsync(
        GpuListQuery query, int page, int limit, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath("/v1/gpu-registry").With(
                ("filter[vendor]", query.Vendor),
                ("filter[name]", query.Name),
                ("filter[min_vram_gb]", query.MinVramGb),
                ("filter[only_available]", query.OnlyAvailable ? "true" : null),
                ("limit", limit),
                ("page", page)),
            ClientJson.Default.ListPageGpuModelResource,
            cancellation);
}
