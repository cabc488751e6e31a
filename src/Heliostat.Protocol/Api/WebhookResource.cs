namespace Heliostat.Protocol.Api;

/// <summary>A URL that an account's news is posted to.</summary>
public sealed record WebhookResource
{
    /// <summary>Always <c>webhook</c>.</summary>
    public string Object { get; init; } = "webhook";

    /// <summary>The webhook's id.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>Where news is posted.</summary>
    public required string Url { get; init; }

    /// <summary>The types of news that it is for, such as <c>job.completed</c>; empty for all.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>
    /// ACTIVE; FAILING (the last post failed, it is tried again); or DISABLED (nothing is posted until it is enabled).
    /// </summary>
    public required string Status { get; init; }

    /// <summary>Why it is so, in words; null for ACTIVE.</summary>
    public string? StatusReason { get; init; }

    /// <summary>Pieces of news that wait to be posted.</summary>
    public int Pending { get; init; }

    /// <summary>When the next of them is tried again; null while nothing waits for that.</summary>
    public long? NextAttemptAt { get; init; }

    /// <summary>Until when posts are signed with the secret before this one, too; null when they are not.</summary>
    public long? PreviousSecretUntil { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long CreatedAt { get; init; }
}

/// <summary>The body of <c>POST /v1/webhooks</c>.</summary>
/// <param name="Url">Where to post: https, and an address that is public.</param>
/// <param name="Events">The types of news that it is for; left out or empty for all.</param>
public sealed record WebhookRequest(string? Url, IReadOnlyList<string>? Events)
{
    /// <summary>Characters that a URL may have.</summary>
    public const int UrlLengthMax = 2_048;
}

/// <summary>A webhook with its new secret (<c>whsec_…</c>), which is never shown again.</summary>
public sealed record WebhookCreated(WebhookResource Webhook, string Secret);

/// <summary>One piece of news on its way to one webhook.</summary>
public sealed record WebhookDelivery
{
    /// <summary>Always <c>webhook_delivery</c>.</summary>
    public string Object { get; init; } = "webhook_delivery";

    /// <summary>The header <c>webhook-id</c> of each of its posts.</summary>
    public required string Id { get; init; }

    /// <summary>The type of news, such as <c>job.completed</c>.</summary>
    public required string Type { get; init; }

    /// <summary>PENDING; DELIVERED (answered with 2xx); or DROPPED (given up).</summary>
    public required string Status { get; init; }

    /// <summary>Posts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>The status that the last post was answered with; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Why the last post failed, in words; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>When the next post is due; null when there will be none.</summary>
    public long? NextAttemptAt { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>When it was delivered or dropped; null before.</summary>
    public long? EndedAt { get; init; }
}
