namespace Heliostat.Protocol.Jobs;

/// <summary>How far a container reaches. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContainerNetwork>))]
public enum ContainerNetwork
{
    /// <summary>Nowhere. Its ports can be reached through the manager all the same.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Public addresses, but never its host's or any private one.</summary>
    [JsonStringEnumMemberName("egress")]
    Egress,
}
