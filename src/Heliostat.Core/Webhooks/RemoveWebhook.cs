namespace Heliostat.Core.Webhooks;

/// <summary>A consumer wants nothing posted to a URL any more.</summary>
public sealed record RemoveWebhook(AccountId Account, WebhookId Webhook) : Command
{
    internal static Refusal Unknown => new("webhook-unknown", "This account has no such webhook.");

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Webhooks.Find(Account, Webhook) is null)
        {
            return Unknown;
        }

        ruling.Record(new WebhookRemoved(Webhook));
        return null;
    }
}
