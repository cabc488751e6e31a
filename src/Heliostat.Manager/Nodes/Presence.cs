using System.Collections.Concurrent;
using Heliostat.Core;
using Heliostat.Core.Nodes;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>Who was heard when, in memory. Only what changes a node's state becomes a command.</summary>
internal sealed class Presence(ManagerLoop loop, NodeRoster roster, NodeConnections connections)
{
    private readonly ConcurrentDictionary<NodeId, long> _heardMs = new();

    /// <summary>When a node was heard last, in milliseconds since 1970, UTC; null when it is silent.</summary>
    public long? HeardMs(NodeId node) => _heardMs.TryGetValue(node, out var at) ? at : null;

    /// <summary>Gives every node that counted as present a fresh 90 seconds when the manager starts.</summary>
    public void Fill(Network network)
    {
        foreach (var node in network.Nodes.All)
        {
            if (node.OfflineAt is null && node.State is NodeState.Healthy or NodeState.Unhealthy or NodeState.Draining)
            {
                _heardMs[node.Id] = loop.Now.UnixMs;
            }
        }
    }

    /// <summary>A node was heard.</summary>
    public void Hear(NodeId node)
    {
        _heardMs[node] = loop.Now.UnixMs;
        if (roster.Find(node)?.State is NodeState.Registered or NodeState.Unhealthy or NodeState.Offline)
        {
            loop.Post(new HearHeartbeat(node), static (_, _) => { });
        }
    }

    /// <summary>Tells of nodes that fell silent, and closes what is left of their connections.</summary>
    public void Sweep()
    {
        var silentFrom = loop.Now.UnixMs - NodePresence.SilentAfterMs;
        foreach (var heard in _heardMs)
        {
            if (heard.Value > silentFrom || !_heardMs.TryRemove(heard))
            {
                continue;
            }

            connections.Find(heard.Key)?.Close(RelayCloseCodes.Heartbeat, "No heartbeat for 90 seconds.");
            loop.Post(new ReportSilence(heard.Key), static (_, _) => { });
        }
    }
}
