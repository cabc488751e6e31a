using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>
/// Add, list, test and remove webhooks of the caller's own account. A receiver verifies what comes with
/// <see cref="Protocol.Webhooks.WebhookSignature"/>.
/// </summary>
public sealed class WebhookCalls
{
    private readonly ApiConnection _connection;

    internal WebhookCalls(ApiConnection connection) => _connection = connection;

    /// <summary>Adds a webhook; its secret is shown this once.</summary>
    public Task<WebhookCreated> AddAsync(WebhookRequest webhook, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath("/v1/webhooks"),
            new ApiBody<WebhookRequest>(webhook, ClientJson.Default.WebhookRequest),
            ClientJson.Default.WebhookCreated,
            cancellation);

    /// <summary>Every webhook of the account, in the order in which they were added.</summary>
    public IAsyncEnumerable<WebhookResource> AllAsync(CancellationToken cancellation = default) =>
        Pages.AllAsync(ListAsync, cancellation);

    /// <summary>One page of them.</summary>
    public Task<ListPage<WebhookResource>> ListAsync(int page, int limit, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath("/v1/webhooks").With(("limit", limit), ("page", page)),
            ClientJson.Default.ListPageWebhookResource,
            cancellation);

    /// <summary>Removes a webhook; what waits for it is let go.</summary>
    public Task<WebhookResource> RemoveAsync(Guid webhook, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Delete,
            new ApiPath($"/v1/webhooks/{webhook}"),
            ClientJson.Default.WebhookResource,
            cancellation);

    /// <summary>Gives a webhook a new secret; for 24 hours posts are signed with the old one, too.</summary>
    public Task<WebhookCreated> RotateAsync(Guid webhook, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath($"/v1/webhooks/{webhook}/rotate"),
            ClientJson.Default.WebhookCreated,
            cancellation);

    /// <summary>Enables a webhook again, for news from here on.</summary>
    public Task<WebhookResource> EnableAsync(Guid webhook, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Put,
            new ApiPath($"/v1/webhooks/{webhook}/enable"),
            ClientJson.Default.WebhookResource,
            cancellation);

    /// <summary>Posts a test at once, once, and says what became of it.</summary>
    public Task<WebhookDelivery> TestAsync(Guid webhook, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath($"/v1/webhooks/{webhook}/test"),
            ClientJson.Default.WebhookDelivery,
            cancellation);

    /// <summary>One page of a webhook's deliveries, the newest first.</summary>
    public Task<ListPage<WebhookDelivery>> ListDeliveriesAsync(
        Guid webhook, int page, int limit, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath($"/v1/webhooks/{webhook}/deliveries").With(("limit", limit), ("page", page)),
            ClientJson.Default.ListPageWebhookDelivery,
            cancellation);
}
