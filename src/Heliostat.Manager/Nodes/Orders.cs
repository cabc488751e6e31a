using Heliostat.Core;
using Heliostat.Manager.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>What one committed group has to tell nodes, gathered by node so that it leaves in one envelope.</summary>
internal sealed class Orders
{
    private readonly Dictionary<NodeId, Outgoing> _byNode = [];
    private readonly List<(NodeId Node, string Reason)> _closings = [];

    public bool IsEmpty => _byNode.Count == 0 && _closings.Count == 0;

    /// <summary>The messages of each node that is connected, with the session that they are for.</summary>
    public IReadOnlyCollection<KeyValuePair<NodeId, Outgoing>> ByNode => _byNode;

    /// <summary>Nodes whose connection ends, and why.</summary>
    public IReadOnlyList<(NodeId Node, string Reason)> Closings => _closings;

    /// <summary>
    /// Adds a message; one for a node that is not connected is dropped, and made again when it connects.
    /// </summary>
    public void Add(Network network, NodeId node, ManagerMessage message, JobFacts? payloadOf = null)
    {
        if (network.Nodes.Find(node)?.Session is not { } session)
        {
            return;
        }

        if (!_byNode.TryGetValue(node, out var outgoing) || outgoing.Session != session)
        {
            _byNode[node] = outgoing = new Outgoing(session, []);
        }

        outgoing.Messages.Add((message, payloadOf));
    }

    public void Close(NodeId node, string reason) => _closings.Add((node, reason));

    /// <summary>Messages for one session; those with a job still lack its payload.</summary>
    internal sealed record Outgoing(Guid Session, List<(ManagerMessage Message, JobFacts? PayloadOf)> Messages);
}
