namespace Heliostat.Core.Webhooks;

/// <summary>A URL that a consumer's news is posted to. URL and secret are in the vault only.</summary>
public sealed class Webhook
{
    /// <summary>Its id.</summary>
    public required WebhookId Id { get; init; }

    /// <summary>The consumer.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The types of news that it is for; empty for all.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>When it was added.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>The name under which its URL and secret are sealed: a salted hash.</summary>
    [JsonInclude]
    public ContentHash Target { get; internal set; }

    /// <summary>Where it stands.</summary>
    [JsonInclude]
    public WebhookState State { get; internal set; }

    /// <summary>Why it is disabled, in words; empty while it is not.</summary>
    [JsonInclude]
    public string StateReason { get; internal set; } = "";

    internal void Move(WebhookMove move, string reason)
    {
        State = WebhookLifecycle.Next(State, move);
        StateReason = reason;
    }
}
