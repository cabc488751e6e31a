namespace Heliostat.Protocol.Values;

/// <summary>Names one webhook: a URL that a consumer's news is posted to.</summary>
[JsonConverter(typeof(WebhookIdJsonConverter))]
public readonly record struct WebhookId(Guid Value) : IComparable<WebhookId>
{
    /// <summary>Orders ids by the bytes; used only to break ties.</summary>
    public int CompareTo(WebhookId other) => Value.CompareTo(other.Value);

    /// <summary>The id in its usual form with hyphens.</summary>
    public override string ToString() => Value.ToString("D");
}
