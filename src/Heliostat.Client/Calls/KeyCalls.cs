using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>Create, list and revoke API keys of the caller's own account.</summary>
public sealed class KeyCalls
{
    private readonly ApiConnection _connection;

    internal KeyCalls(ApiConnection connection) => _connection = connection;

    /// <summary>Creates a key of the caller's own preset; its secret is shown this once.</summary>
    public Task<ApiKeyCreated> CreateAsync(ApiKeyRequest key, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath("/v1/api-keys"),
            new ApiBody<ApiKeyRequest>(key, ClientJson.Default.ApiKeyRequest),
            ClientJson.Default.ApiKeyCreated,
            cancellation);

    /// <summary>Every key of the account, revoked ones among them.</summary>
    public IAsyncEnumerable<ApiKeyResource> AllAsync(CancellationToken cancellation = default) =>
        Pages.AllAsync(ListAsync, cancellation);

    /// <summary>One page of them.</summary>
    public Task<ListPage<ApiKeyResource>> ListAsync(int page, int limit, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath("/v1/api-keys").With(("limit", limit), ("page", page)),
            ClientJson.Default.ListPageApiKeyResource,
            cancellation);

    /// <summary>Revokes a key at once and for good.</summary>
    public Task<ApiKeyResource> RevokeAsync(string publicKey, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Delete,
            new ApiPath($"/v1/api-keys/{Uri.EscapeDataString(publicKey)}"),
            ClientJson.Default.ApiKeyResource,
            cancellation);
}
