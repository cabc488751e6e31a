namespace Heliostat.Core.Tasks;

/// <summary>A failure that may be the job's or the node's.</summary>
public sealed record UnknownFault(int Attempt, int? Unit, NodeId Node, AccountId Operator, string Reason);
