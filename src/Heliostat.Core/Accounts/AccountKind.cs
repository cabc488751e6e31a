namespace Heliostat.Core.Accounts;

/// <summary>The kinds of account. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccountKind>))]
public enum AccountKind
{
    /// <summary>Submits jobs.</summary>
    [JsonStringEnumMemberName("consumer")]
    Consumer,

    /// <summary>Lends nodes.</summary>
    [JsonStringEnumMemberName("operator")]
    Operator,

    /// <summary>Runs the managers.</summary>
    [JsonStringEnumMemberName("network-owner")]
    NetworkOwner,
}
