namespace Heliostat.Core.Nodes;

/// <summary>A node was not heard for 90 seconds: what it runs goes elsewhere.</summary>
public sealed record ReportSilence(NodeId Node) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Nodes.Find(Node) is not { } node)
        {
            return new Refusal("node-unknown", "There is no such node.");
        }

        if (node.OfflineAt is not null || node.State is NodeState.Registered or NodeState.Offline or NodeState.Banned)
        {
            return new Refusal("silence-known", "It was known already that this node is silent.");
        }

        NodeDeparture.LoseEverything(network, ruling, node);
        ruling.Record(new NodeSilenced(Node));
        return null;
    }
}
