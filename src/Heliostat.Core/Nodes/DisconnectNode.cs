namespace Heliostat.Core.Nodes;

/// <summary>A node's connection closed. It has 15 seconds to come back before its runs are lost.</summary>
public sealed record DisconnectNode(NodeId Node, Guid Session) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Nodes.Find(Node)?.Session != Session)
        {
            return new Refusal("session-over", "This session is over already.");
        }

        ruling.Record(new NodeDisconnected(Node, Session));
        return null;
    }
}
