using System.Collections.Concurrent;
using Heliostat.Core;
using Heliostat.Core.Nodes;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>A card for every node, kept from the journal, for threads other than the loop's.</summary>
internal sealed class NodeRoster : IJournalReader
{
    private readonly ConcurrentDictionary<NodeId, NodeCard> _nodes = new();

    /// <summary>The node's card, or null.</summary>
    public NodeCard? Find(NodeId id) => _nodes.GetValueOrDefault(id);

    /// <summary>Takes what the books hold when the manager starts.</summary>
    public void Fill(Network network)
    {
        foreach (var node in network.Nodes.All)
        {
            _nodes[node.Id] = NodeCard.Of(node, null);
        }
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        foreach (var entry in group.Entries)
        {
            foreach (var happened in entry.Events)
            {
                if (NodeOf(happened) is { } id && network.Nodes.Find(id) is { } node)
                {
                    _nodes[id] = NodeCard.Of(node, Find(id));
                }
            }
        }
    }

    private static NodeId? NodeOf(Event happened) => happened switch
    {
        NodeRegistered e => e.Node,
        NodeRekeyed e => e.Node,
        NodeBecameHealthy e => e.Node,
        NodeFailedTooOften e => e.Node,
        NodeSilenced e => e.Node,
        NodeVanished e => e.Node,
        NodeDrained e => e.Node,
        NodeUndrained e => e.Node,
        NodeBanned e => e.Node,
        _ => null,
    };
}
