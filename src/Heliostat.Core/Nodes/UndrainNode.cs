namespace Heliostat.Core.Nodes;

/// <summary>An operator puts a drained node back into service.</summary>
public sealed record UndrainNode(NodeId Node, AccountId Operator) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Nodes.Find(Node) is not { } node || node.Operator != Operator)
        {
            return new Refusal("node-unknown", "This operator has no such node.");
        }

        if (node.State != NodeState.Draining)
        {
            return new Refusal("node-not-draining", $"The node is {node.State}, not draining.");
        }

        ruling.Record(new NodeUndrained(Node));
        return null;
    }
}
