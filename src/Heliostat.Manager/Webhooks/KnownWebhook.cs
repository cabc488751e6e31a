using Heliostat.Core.Webhooks;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Webhooks;

/// <summary>A webhook as threads other than the loop's know it.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Account">The consumer.</param>
/// <param name="Target">The name under which URL and secret are sealed.</param>
/// <param name="Types">The types of news that it is for; empty for all.</param>
/// <param name="CreatedAtMs">When it was added.</param>
/// <param name="IsActive">False when it is disabled.</param>
/// <param name="Reason">Why it is disabled; empty while it is not.</param>
/// <param name="Since">The entry after which news is for it.</param>
internal sealed record KnownWebhook(
    WebhookId Id,
    AccountId Account,
    ContentHash Target,
    IReadOnlyList<string> Types,
    long CreatedAtMs,
    bool IsActive,
    string Reason,
    long Since)
{
    public static KnownWebhook Of(Webhook webhook, long since) => new(
        webhook.Id,
        webhook.Account,
        webhook.Target,
        webhook.Types,
        webhook.CreatedAt.UnixMs,
        webhook.State == WebhookState.Active,
        webhook.StateReason,
        since);

    /// <summary>Whether news of this type and entry is for it.</summary>
    public bool Wants(string type, long sequence) =>
        IsActive && sequence > Since && (Types.Count == 0 || Types.Contains(type, StringComparer.Ordinal));
}
