using static Heliostat.Core.Nodes.NodeMove;
using static Heliostat.Core.Nodes.NodeState;

namespace Heliostat.Core.Nodes;

/// <summary>Where a node stands. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NodeState>))]
public enum NodeState
{
    /// <summary>Registered, and waiting for its first heartbeat.</summary>
    Registered,

    /// <summary>Takes runs and checks.</summary>
    Healthy,

    /// <summary>Failed too often, or fell silent; takes nothing new.</summary>
    Unhealthy,

    /// <summary>Silent for five minutes.</summary>
    Offline,

    /// <summary>Takes nothing new, because its operator said so.</summary>
    Draining,

    /// <summary>Out, for good.</summary>
    Banned,
}

/// <summary>What can happen to a node's state.</summary>
public enum NodeMove
{
    /// <summary>A heartbeat that counts.</summary>
    Hear,

    /// <summary>The third failure in a row, or one on probation.</summary>
    Fail,

    /// <summary>90 seconds without a heartbeat.</summary>
    Silence,

    /// <summary>Five minutes without a heartbeat.</summary>
    Vanish,

    /// <summary>The operator takes it out of service.</summary>
    Drain,

    /// <summary>The operator puts it back; its next heartbeat makes it healthy.</summary>
    Undrain,

    /// <summary>The network owner bans its operator.</summary>
    Ban,
}

/// <summary>Every move that a node may make. A pair that is not listed is not allowed.</summary>
public static class NodeLifecycle
{
    /// <summary>The table, in the order in which it is drawn.</summary>
    public static IReadOnlyList<(NodeState From, NodeMove Move, NodeState To)> Table { get; } =
    [
        (Registered, Hear, Healthy),
        (Healthy, Fail, Unhealthy),
        (Healthy, Silence, Unhealthy),
        (Unhealthy, Hear, Healthy),
        (Healthy, Vanish, Offline),
        (Unhealthy, Vanish, Offline),
        (Offline, Hear, Healthy),
        (Registered, Drain, Draining),
        (Healthy, Drain, Draining),
        (Unhealthy, Drain, Draining),
        (Offline, Drain, Draining),
        (Draining, Undrain, Unhealthy),
        (Registered, Ban, Banned),
        (Healthy, Ban, Banned),
        (Unhealthy, Ban, Banned),
        (Offline, Ban, Banned),
        (Draining, Ban, Banned),
    ];

    private static readonly Moves<NodeState, NodeMove> Moves = new("node", Table);

    /// <summary>Where a move leads.</summary>
    /// <exception cref="InvariantException">The move is not allowed from there.</exception>
    public static NodeState Next(NodeState from, NodeMove move) => Moves.Next(from, move);
}
