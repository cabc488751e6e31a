namespace Heliostat.Protocol.Nodes;

/// <summary>The body of an envelope from a node: one or many messages.</summary>
public sealed record NodeEnvelope(IReadOnlyList<NodeMessage> Messages);

/// <summary>An envelope from a manager: one or many messages.</summary>
public sealed record ManagerEnvelope(IReadOnlyList<ManagerMessage> Messages);
