using static Heliostat.Core.Webhooks.WebhookMove;
using static Heliostat.Core.Webhooks.WebhookState;

namespace Heliostat.Core.Webhooks;

/// <summary>Where a webhook stands. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WebhookState>))]
public enum WebhookState
{
    /// <summary>News is posted to it.</summary>
    Active,

    /// <summary>Nothing is posted to it until its consumer enables it again.</summary>
    Disabled,
}

/// <summary>What can happen to a webhook's state.</summary>
public enum WebhookMove
{
    /// <summary>Its receiver took nothing for too long, or its account was banned.</summary>
    Disable,

    /// <summary>Its consumer wants it again.</summary>
    Enable,
}

/// <summary>Every move that a webhook may make. A pair that is not listed is not allowed.</summary>
public static class WebhookLifecycle
{
    /// <summary>The table, in the order in which it is drawn.</summary>
    public static IReadOnlyList<(WebhookState From, WebhookMove Move, WebhookState To)> Table { get; } =
    [
        (Active, Disable, Disabled),
        (Disabled, Enable, Active),
    ];

    private static readonly Moves<WebhookState, WebhookMove> Moves = new("webhook", Table);

    /// <summary>Where a move leads.</summary>
    /// <exception cref="InvariantException">The move is not allowed from there.</exception>
    public static WebhookState Next(WebhookState from, WebhookMove move) => Moves.Next(from, move);
}
