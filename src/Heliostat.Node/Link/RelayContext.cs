using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Link;

/// <summary>What every session of one node's link works with.</summary>
internal sealed record RelayContext(
    NodeIdentity Identity, LinkOptions Options, Outbox Outbox, LinkListener Listener, NodeSurroundings Surroundings)
{
    public ILogger Log { get; } = Surroundings.Logs.CreateLogger("Heliostat.Node.Link");
}
