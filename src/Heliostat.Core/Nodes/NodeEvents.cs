using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Nodes;

/// <summary>An operator registered a node.</summary>
public sealed record NodeRegistered(NodeId Node, AccountId Operator, string Name, string PublicKey) : Event;

/// <summary>An operator put a new key on a node of its own.</summary>
public sealed record NodeRekeyed(NodeId Node, string Name, string PublicKey) : Event;

/// <summary>
/// A node opened a session and said what it is; from a public address, from which block of the network.
/// </summary>
public sealed record NodeConnected(NodeId Node, Guid Session, NodeFacts Facts, string? AddressBlock) : Event;

/// <summary>A node's connection closed.</summary>
public sealed record NodeDisconnected(NodeId Node, Guid Session) : Event;

/// <summary>A heartbeat counted.</summary>
public sealed record NodeBecameHealthy(NodeId Node) : Event;

/// <summary>A failure was the node's own fault.</summary>
public sealed record NodeFaulted(NodeId Node, string Reason) : Event;

/// <summary>A node failed too often; heartbeats count again after the wait.</summary>
public sealed record NodeFailedTooOften(NodeId Node, int Failures, long WaitMs) : Event;

/// <summary>A node was not heard for 90 seconds.</summary>
public sealed record NodeSilenced(NodeId Node) : Event;

/// <summary>A node was not heard for five minutes.</summary>
public sealed record NodeVanished(NodeId Node) : Event;

/// <summary>A node takes nothing new.</summary>
public sealed record NodeDrained(NodeId Node) : Event;

/// <summary>A node is back in service, from its next heartbeat on.</summary>
public sealed record NodeUndrained(NodeId Node) : Event;

/// <summary>A node is out, for good.</summary>
public sealed record NodeBanned(NodeId Node, string Reason) : Event;
