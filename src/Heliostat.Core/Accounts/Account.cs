namespace Heliostat.Core.Accounts;

/// <summary>Someone who lends nodes, submits jobs, or runs the managers.</summary>
public sealed class Account
{
    /// <summary>Its id.</summary>
    public required AccountId Id { get; init; }

    /// <summary>What it may do.</summary>
    public required AccountKind Kind { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>When it was opened.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>True once it was banned, for good.</summary>
    [JsonInclude]
    public bool Banned { get; internal set; }

    /// <summary>How much of the network it may take.</summary>
    [JsonInclude]
    public AccountQuota Quota { get; internal set; } = AccountQuota.Default;

    /// <summary>True after it was warned of its bytes, until they are away from the quota again.</summary>
    [JsonInclude]
    public bool BytesNear { get; internal set; }

    /// <summary>Its share beside other consumers when work is placed.</summary>
    [JsonIgnore]
    public int Weight => Quota.Weight;

    /// <summary>Jobs of its that have not ended.</summary>
    [JsonIgnore]
    public int JobsOpen { get; internal set; }

    /// <summary>Claims of its that have no verdict yet.</summary>
    [JsonIgnore]
    public int ClaimsOpen { get; internal set; }

    /// <summary>Units of its open jobs that are not accepted yet.</summary>
    [JsonIgnore]
    public long UnitsOpen { get; internal set; }

    /// <summary>Runs of its jobs that are live; by this, shares are kept fair.</summary>
    [JsonIgnore]
    public int RunsLive { get; internal set; }
}
