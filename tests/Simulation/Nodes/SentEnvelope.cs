using Heliostat.Protocol.Nodes;

namespace Heliostat.Simulation.Nodes;

/// <summary>An envelope that a node keeps until it is acknowledged.</summary>
internal sealed class SentEnvelope(IReadOnlyList<NodeMessage> messages)
{
    public IReadOnlyList<NodeMessage> Messages => messages;

    /// <summary>The counter under which it was sent last; it is sent again under a new one.</summary>
    public ulong Counter { get; set; }

    public long SentMs { get; set; }
}
