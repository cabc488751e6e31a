namespace Heliostat.Protocol.Jobs;

/// <summary>Whose fault a failure is. Only <see cref="Node"/> counts against a node. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultSide>))]
public enum FaultSide
{
    /// <summary>The job's: a bad scene, its own limit, an error in its script.</summary>
    [JsonStringEnumMemberName("job")]
    Job,

    /// <summary>The node's: engine, disk, driver, a crash of the agent.</summary>
    [JsonStringEnumMemberName("node")]
    Node,

    /// <summary>Not known yet: settled by what other nodes see of the same task.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
