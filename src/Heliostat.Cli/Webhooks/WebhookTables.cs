using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Webhooks;

/// <summary>Prints webhooks and deliveries.</summary>
internal static class WebhookTables
{
    public static void Print(Terminal terminal, IReadOnlyList<WebhookResource> webhooks)
    {
        if (terminal.IsJson)
        {
            var page = new ListPage<WebhookResource>(webhooks, 1, webhooks.Count, webhooks.Count);
            terminal.Print(page, ApiJson.Default.ListPageWebhookResource);
            return;
        }

        terminal.Print(
            ["Webhook", "URL", "For", "Status", "Waiting", "Because", "Next try"],
            webhooks.Select(webhook => new[]
            {
                webhook.Uuid.ToString(),
                webhook.Url,
                webhook.Events.Count == 0 ? "all" : string.Join(' ', webhook.Events),
                webhook.Status,
                webhook.Pending == 0 ? "" : $"{webhook.Pending}",
                webhook.StatusReason ?? "",
                Words.Time(webhook.NextAttemptAt),
            }));
    }

    public static void Print(Terminal terminal, ListPage<WebhookDelivery> deliveries)
    {
        if (terminal.IsJson)
        {
            terminal.Print(deliveries, ApiJson.Default.ListPageWebhookDelivery);
            return;
        }

        terminal.Print(
            ["Delivery", "News", "Status", "Posts", "Answer", "Because", "Written", "Next try"],
            deliveries.Data.Select(delivery => new[]
            {
                delivery.Id,
                delivery.Type,
                delivery.Status,
                $"{delivery.Attempts}",
                delivery.StatusCode is { } code ? $"{code}" : "",
                delivery.Error ?? "",
                Words.Time(delivery.CreatedAt),
                Words.Time(delivery.NextAttemptAt),
            }));
    }

    /// <summary>Shows a secret, the one time that it can be shown.</summary>
    public static void PrintSecret(Terminal terminal, WebhookCreated created, string sentence)
    {
        if (terminal.IsJson)
        {
            terminal.Print(created, ApiJson.Default.WebhookCreated);
            return;
        }

        terminal.Say($"{sentence} It is shown this once: give it to the receiver, which verifies posts with it.");
        terminal.Print(created.Secret);
    }
}
