namespace Heliostat.Protocol.Values;

/// <summary>Names one account: a consumer, an operator or the network owner.</summary>
[JsonConverter(typeof(AccountIdJsonConverter))]
public readonly record struct AccountId(Guid Value) : IComparable<AccountId>
{
    /// <summary>Orders ids by the bytes; used only to break ties.</summary>
    public int CompareTo(AccountId other) => Value.CompareTo(other.Value);

    /// <summary>The id in its usual form with hyphens.</summary>
    public override string ToString() => Value.ToString("D");

    /// <summary>Reads the usual form with hyphens; false for anything else.</summary>
    public static bool TryParse(string? text, out AccountId id)
    {
        var read = Guid.TryParseExact(text, "D", out var value);
        id = new AccountId(value);
        return read;
    }
}
