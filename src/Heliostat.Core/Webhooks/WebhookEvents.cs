namespace Heliostat.Core.Webhooks;

/// <summary>A consumer wants its news posted to a URL.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Account">The consumer.</param>
/// <param name="Target">The name under which URL and secret are sealed: a salted hash.</param>
/// <param name="Types">The types of news that it is for; empty for all.</param>
public sealed record WebhookAdded(
    WebhookId Webhook, AccountId Account, ContentHash Target, IReadOnlyList<string> Types) : Event;

/// <summary>A webhook got a new secret, sealed under a new name.</summary>
public sealed record WebhookRotated(WebhookId Webhook, ContentHash Target) : Event;

/// <summary>Nothing is posted to a webhook any more, until it is enabled.</summary>
public sealed record WebhookDisabled(WebhookId Webhook, string Reason) : Event;

/// <summary>News is posted to a webhook again, from here on.</summary>
public sealed record WebhookEnabled(WebhookId Webhook) : Event;

/// <summary>A webhook is gone.</summary>
public sealed record WebhookRemoved(WebhookId Webhook) : Event;
