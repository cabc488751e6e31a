using Heliostat.Core;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Journal;

/// <summary>The books as they were after one entry.</summary>
/// <param name="Network">The books.</param>
/// <param name="Sequence">The entry.</param>
/// <param name="Hash">Its hash in the chain.</param>
internal sealed record Snapshot(Network Network, long Sequence, ContentHash Hash);
