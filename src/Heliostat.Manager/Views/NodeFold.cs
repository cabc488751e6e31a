using System.Globalization;
using Heliostat.Core;
using Heliostat.Core.Founding;
using Heliostat.Core.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>What each event changes in the rows about nodes.</summary>
internal sealed class NodeFold(ViewRows rows)
{
    public void Apply(Event happened, long atMs)
    {
        switch (happened)
        {
            case NodeRegistered e: Register(e, atMs); break;
            case NodeRekeyed e: rows.Node(e.Node).Name = e.Name; break;
            case NodeConnected e: Connect(e, atMs); break;
            case NodeDisconnected e: Disconnect(e, atMs); break;
            case NodeBecameHealthy e: Hear(e, atMs); break;
            case NodeFaulted e: Fault(e); break;
            case NodeFailedTooOften e: Stand(e.Node, NodeState.Unhealthy, WordsOf(e)); break;
            case NodeSilenced e: Silence(e); break;
            case NodeVanished e: Stand(e.Node, NodeState.Offline, "no heartbeat for five minutes"); break;
            case NodeDrained e: Stand(e.Node, NodeState.Draining, "drained by its operator"); break;
            case NodeUndrained e: Stand(e.Node, NodeState.Unhealthy, "back in service; waiting for a heartbeat"); break;
            case NodeBanned e: Stand(e.Node, NodeState.Banned, e.Reason); break;
            case ManagerOpened: DisconnectAll(); break;
        }
    }

    public void Accepted(NodeId id)
    {
        rows.Node(id).UnitsAccepted++;
        Succeeded(id);
    }

    public void Succeeded(NodeId id) => rows.Node(id).FailuresInARow = 0;

    private static string WordsOf(NodeFailedTooOften happened) =>
        string.Create(CultureInfo.InvariantCulture, $"failed {happened.Failures} times in a row");

    private void Register(NodeRegistered happened, long atMs) => rows.Add(new NodeRow
    {
        Number = rows.NodesCount + 1,
        Id = happened.Node,
        Operator = happened.Operator,
        RegisteredAtMs = atMs,
        Name = happened.Name,
        StateReason = "waiting for its first heartbeat",
    });

    private void Connect(NodeConnected happened, long atMs)
    {
        var node = rows.Node(happened.Node);
        (node.Facts, node.Connected, node.SeenAtMs) = (happened.Facts, true, atMs);
    }

    private void Disconnect(NodeDisconnected happened, long atMs)
    {
        var node = rows.Node(happened.Node);
        (node.Connected, node.SeenAtMs) = (false, atMs);
    }

    private void Hear(NodeBecameHealthy happened, long atMs)
    {
        var node = rows.Node(happened.Node);
        node.SeenAtMs = atMs;
        var reason = node.FailuresInARow > 0 ? "on probation until one run succeeds" : "heard";
        Stand(happened.Node, NodeState.Healthy, reason);
    }

    private void Fault(NodeFaulted happened)
    {
        var node = rows.Node(happened.Node);
        (node.FailuresInARow, node.Faults) = (node.FailuresInARow + 1, node.Faults + 1);
    }

    private void Silence(NodeSilenced happened)
    {
        if (rows.Node(happened.Node).State == NodeState.Healthy)
        {
            Stand(happened.Node, NodeState.Unhealthy, "no heartbeat for 90 seconds");
        }
    }

    private void Stand(NodeId id, NodeState state, string reason)
    {
        var node = rows.Node(id);
        (node.State, node.StateReason) = (state, reason);
    }

    private void DisconnectAll()
    {
        foreach (var node in rows.Nodes.Where(node => node.Connected).ToList())
        {
            rows.Node(node.Id).Connected = false;
        }
    }
}
