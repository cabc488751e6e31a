namespace Heliostat.Protocol.Values;

/// <summary>Names one node for ever, whatever keys it uses.</summary>
[JsonConverter(typeof(NodeIdJsonConverter))]
public readonly record struct NodeId(Guid Value) : IComparable<NodeId>
{
    /// <summary>Orders ids by the bytes; used only to break ties.</summary>
    public int CompareTo(NodeId other) => Value.CompareTo(other.Value);

    /// <summary>The id in its usual form with hyphens.</summary>
    public override string ToString() => Value.ToString("D");

    /// <summary>Reads the usual form with hyphens; false for anything else.</summary>
    public static bool TryParse(string? text, out NodeId id)
    {
        var read = Guid.TryParseExact(text, "D", out var value);
        id = new NodeId(value);
        return read;
    }
}
