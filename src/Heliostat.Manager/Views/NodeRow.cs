using Heliostat.Core.Nodes;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>A node as the views keep it. Times are milliseconds since 1970, UTC.</summary>
public sealed record NodeRow
{
    /// <summary>Its id.</summary>
    public required NodeId Id { get; init; }

    /// <summary>The account that lends it.</summary>
    public required AccountId Operator { get; init; }

    /// <summary>When it was registered.</summary>
    public required long RegisteredAtMs { get; init; }

    /// <summary>What its operator calls it.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>Where it stands.</summary>
    public NodeState State { get; internal set; }

    /// <summary>Why, in words.</summary>
    public string StateReason { get; internal set; } = "";

    /// <summary>What it said of itself when it connected last; null before that.</summary>
    public NodeFacts? Facts { get; internal set; }

    /// <summary>True while its connection is open.</summary>
    public bool Connected { get; internal set; }

    /// <summary>Runs that it works at.</summary>
    public int Runs { get; internal set; }

    /// <summary>Checks that it works at.</summary>
    public int Checks { get; internal set; }

    /// <summary>Units of its that were accepted.</summary>
    public int UnitsAccepted { get; internal set; }

    /// <summary>Units of its that verification rejected.</summary>
    public int UnitsRejected { get; internal set; }

    /// <summary>Failures that were its own fault.</summary>
    public int Faults { get; internal set; }

    /// <summary>When it was last heard of in the journal; heartbeats of healthy nodes are not.</summary>
    public long? SeenAtMs { get; internal set; }

    internal long Number { get; init; }

    internal int FailuresInARow { get; set; }
}
