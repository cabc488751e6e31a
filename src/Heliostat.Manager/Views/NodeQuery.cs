using Heliostat.Core.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>Which nodes are asked for; what is null is not asked about.</summary>
/// <param name="Operator">The account that lends them.</param>
/// <param name="State">Where they stand.</param>
/// <param name="Sort">By what they are ordered.</param>
public sealed record NodeQuery(
    AccountId? Operator = null, NodeState? State = null, NodeSort Sort = NodeSort.RegisteredAt);
