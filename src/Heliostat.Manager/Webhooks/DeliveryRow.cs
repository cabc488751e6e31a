using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Webhooks;

/// <summary>Where a delivery stands. The numbers are those of the file.</summary>
internal enum DeliveryState
{
    /// <summary>It is still to be posted.</summary>
    Pending = 0,

    /// <summary>The receiver has taken it.</summary>
    Delivered = 1,

    /// <summary>It was given up.</summary>
    Dropped = 2,
}

/// <summary>One piece of news on its way to one webhook. Times are milliseconds since 1970, UTC.</summary>
internal sealed record DeliveryRow
{
    /// <summary>Its place in the webhook's queue.</summary>
    public long Number { get; init; }

    /// <summary>The id that receivers know it by, however often it is posted.</summary>
    public required string Id { get; init; }

    /// <summary>The webhook.</summary>
    public required WebhookId Webhook { get; init; }

    /// <summary>The type of news.</summary>
    public required string Type { get; init; }

    /// <summary>What is posted; empty once it has ended.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public DeliveryState State { get; init; }

    /// <summary>Posts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next post is due.</summary>
    public long NextAtMs { get; init; }

    /// <summary>The status that the last post was answered with.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Why the last post failed, in words; empty when it did not.</summary>
    public string Error { get; init; } = "";

    /// <summary>When the news was written.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>When it was delivered or dropped.</summary>
    public long? EndedAtMs { get; init; }
}
