namespace Heliostat.Core.Nodes;

/// <summary>A node that is not healthy was heard. Heartbeats of healthy nodes never come here.</summary>
public sealed record HearHeartbeat(NodeId Node) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling) =>
        network.Nodes.Find(Node) is { } node
            ? Decide(node, ruling)
            : new Refusal("node-unknown", "There is no such node.");

    internal static Refusal? Decide(Node node, Ruling ruling)
    {
        if (node.State is not (NodeState.Registered or NodeState.Unhealthy or NodeState.Offline))
        {
            return new Refusal("heartbeat-idle", $"A heartbeat changes nothing while the node is {node.State}.");
        }

        if (ruling.Now < node.HeartbeatCountsFrom)
        {
            return new Refusal("probation-wait", "After its failures the node's heartbeats do not count yet.");
        }

        ruling.Record(new NodeBecameHealthy(node.Id));
        return null;
    }
}
