using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Link;

/// <summary>A signed envelope that is under way: its number in the session, and what it holds.</summary>
internal sealed class SentEnvelope(ulong counter, IReadOnlyList<NodeMessage> messages)
{
    public ulong Counter { get; } = counter;

    public IReadOnlyList<NodeMessage> Messages { get; set; } = messages;

    /// <summary>Whether the manager has it for good.</summary>
    public bool Settled { get; set; }
}
