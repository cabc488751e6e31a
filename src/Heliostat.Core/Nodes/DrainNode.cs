namespace Heliostat.Core.Nodes;

/// <summary>An operator takes a node out of service: it finishes what it runs and takes nothing new.</summary>
public sealed record DrainNode(NodeId Node, AccountId Operator) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Nodes.Find(Node) is not { } node || node.Operator != Operator)
        {
            return new Refusal("node-unknown", "This operator has no such node.");
        }

        if (node.State == NodeState.Banned)
        {
            return new Refusal("node-banned", "This node is banned, for good.");
        }

        if (node.State != NodeState.Draining)
        {
            ruling.Record(new NodeDrained(Node));
        }

        return null;
    }
}
