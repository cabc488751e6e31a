using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>List, drain and undrain nodes.</summary>
public sealed class NodeCalls
{
    private readonly ApiConnection _connection;

    internal NodeCalls(ApiConnection connection) => _connection = connection;

    /// <summary>Every node that the caller may see: an operator's own, or all for the network owner.</summary>
    public IAsyncEnumerable<NodeResource> AllAsync(CancellationToken cancellation = default) =>
        AllAsync(null, cancellation);

    /// <summary>Those in one state, such as <c>HEALTHY</c>; all where it is null.</summary>
    public IAsyncEnumerable<NodeResource> AllAsync(string? status, CancellationToken cancellation) =>
        Pages.AllAsync((page, limit, stop) => ListAsync(status, page, limit, stop), cancellation);

    /// <summary>One page of them.</summary>
    public Task<ListPage<NodeResource>> ListAsync(
        string? status, int page, int limit, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath("/v1/nodes").With(("filter[status]", status), ("limit", limit), ("page", page)),
            ClientJson.Default.ListPageNodeResource,
            cancellation);

    /// <summary>One node.</summary>
    public Task<NodeResource> GetAsync(Guid node, CancellationToken cancellation) =>
        _connection.GetAsync(new ApiPath($"/v1/nodes/{node}"), ClientJson.Default.NodeResource, cancellation);

    /// <summary>Gives a node nothing new; it finishes what it runs.</summary>
    public Task<NodeResource> DrainAsync(Guid node, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Put, new ApiPath($"/v1/nodes/{node}/drain"), ClientJson.Default.NodeResource, cancellation);

    /// <summary>Gives a drained node work again.</summary>
    public Task<NodeResource> UndrainAsync(Guid node, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Put, new ApiPath($"/v1/nodes/{node}/undrain"), ClientJson.Default.NodeResource, cancellation);
}
