using System.Collections.Concurrent;
using System.Net.WebSockets;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>The open connections, one for each node: the newest wins.</summary>
internal sealed class NodeConnections
{
    private readonly ConcurrentDictionary<NodeId, NodeConnection> _open = new();

    /// <summary>How many nodes are connected.</summary>
    public int Count => _open.Count;

    /// <summary>All open connections.</summary>
    public IEnumerable<NodeConnection> All => _open.Values;

    /// <summary>The node's connection, or null.</summary>
    public NodeConnection? Find(NodeId node) => _open.GetValueOrDefault(node);

    /// <summary>Opens a connection; an older one of the node is closed.</summary>
    public void Add(NodeConnection connection)
    {
        NodeConnection? older = null;
        _open.AddOrUpdate(
            connection.Node,
            connection,
            (_, before) =>
            {
                older = before;
                return connection;
            });
        older?.Close(WebSocketCloseStatus.PolicyViolation, "A newer connection of this node took its place.");
    }

    public void Remove(NodeConnection connection) =>
        _open.TryRemove(new KeyValuePair<NodeId, NodeConnection>(connection.Node, connection));

    /// <summary>Sends to a node if it still is in that session; else it gets what it needs when it is back.</summary>
    public void Send(NodeId node, Guid session, IReadOnlyList<ManagerMessage> messages)
    {
        if (Find(node) is not { } connection || connection.Session != session)
        {
            return;
        }

        foreach (var message in messages)
        {
            connection.Send(message);
        }
    }
}
