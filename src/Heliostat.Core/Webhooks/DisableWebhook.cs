namespace Heliostat.Core.Webhooks;

/// <summary>The host gives a webhook up: its receiver took nothing for too long.</summary>
public sealed record DisableWebhook(WebhookId Webhook, string Reason) : Command
{
    /// <summary>Characters that a reason may have.</summary>
    public const int ReasonLengthMax = 200;

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Webhooks.Find(Webhook) is not { } webhook)
        {
            return RemoveWebhook.Unknown;
        }

        if (string.IsNullOrWhiteSpace(Reason) || Reason.Length > ReasonLengthMax)
        {
            return new Refusal("reason-invalid", $"A reason has 1 to {ReasonLengthMax} characters.");
        }

        if (webhook.State == WebhookState.Active)
        {
            ruling.Record(new WebhookDisabled(Webhook, Reason));
        }

        return null;
    }
}
