namespace Heliostat.Core.Webhooks;

/// <summary>A consumer wants its news posted again; what happened while the webhook was disabled is not.</summary>
public sealed record EnableWebhook(AccountId Account, WebhookId Webhook) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Accounts.Find(Account) is not { Banned: false }
            || network.Webhooks.Find(Account, Webhook) is not { } webhook)
        {
            return RemoveWebhook.Unknown;
        }

        if (webhook.State == WebhookState.Disabled)
        {
            ruling.Record(new WebhookEnabled(Webhook));
        }

        return null;
    }
}
