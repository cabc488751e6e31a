using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Webhooks;

/// <summary>Webhooks and deliveries as the API shows them.</summary>
internal sealed class WebhookResources(WebhookVault vault, WebhookCourier courier, TimeProvider time)
{
    private const string Active = "ACTIVE";
    private const string Failing = "FAILING";
    private const string Disabled = "DISABLED";

    public WebhookResource Of(KnownWebhook webhook)
    {
        var (sealedUrl, lane) = (vault.Find(webhook.Target), courier.Find(webhook.Id));
        var error = lane?.Error ?? "";
        return new WebhookResource
        {
            Uuid = webhook.Id.Value,
            Url = sealedUrl?.Url ?? "",
            Events = webhook.Types,
            Status = !webhook.IsActive ? Disabled : error.Length > 0 ? Failing : Active,
            StatusReason = !webhook.IsActive ? webhook.Reason : error.Length > 0 ? error : null,
            Pending = lane?.Pending ?? 0,
            NextAttemptAt = webhook.IsActive && error.Length > 0 ? lane!.NextAtMs : null,
            PreviousSecretUntil = PreviousUntil(sealedUrl),
            CreatedAt = webhook.CreatedAtMs,
        };
    }

    public static WebhookDelivery Of(DeliveryRow row) => new()
    {
        Id = row.Id,
        Type = row.Type,
        Status = row.State.ToString().ToUpperInvariant(),
        Attempts = row.Attempts,
        StatusCode = row.StatusCode,
        Error = row.Error.Length == 0 ? null : row.Error,
        NextAttemptAt = row.State == DeliveryState.Pending ? row.NextAtMs : null,
        CreatedAt = row.CreatedAtMs,
        EndedAt = row.EndedAtMs,
    };

    private long? PreviousUntil(SealedWebhook? webhook) =>
        webhook?.PreviousSecret is not null && webhook.PreviousUntilMs > time.GetUtcNow().ToUnixTimeMilliseconds()
            ? webhook.PreviousUntilMs
            : null;
}
