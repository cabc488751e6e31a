using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>Which runs are asked for; what is null is not asked about. Ordered by when they were leased.</summary>
/// <param name="Account">The consumer of their jobs.</param>
/// <param name="Job">The job.</param>
/// <param name="Node">The node.</param>
/// <param name="State">Where they stand.</param>
public sealed record RunQuery(
    AccountId? Account = null, JobId? Job = null, NodeId? Node = null, RunState? State = null);
