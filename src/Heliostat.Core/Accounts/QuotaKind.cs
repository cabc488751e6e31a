namespace Heliostat.Core.Accounts;

/// <summary>What a quota limits. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuotaKind>))]
public enum QuotaKind
{
    /// <summary>Open jobs.</summary>
    [JsonStringEnumMemberName("jobs")]
    Jobs,

    /// <summary>Units of open jobs that are not accepted yet.</summary>
    [JsonStringEnumMemberName("tasks")]
    Tasks,

    /// <summary>Bytes of blobs.</summary>
    [JsonStringEnumMemberName("bytes")]
    Bytes,
}
