namespace Heliostat.Core.Webhooks;

/// <summary>Give a webhook a new secret, which is sealed in the vault before, under a new name.</summary>
public sealed record RotateWebhook(AccountId Account, WebhookId Webhook, ContentHash Target) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Webhooks.Find(Account, Webhook) is null)
        {
            return RemoveWebhook.Unknown;
        }

        ruling.Record(new WebhookRotated(Webhook, Target));
        return null;
    }
}
