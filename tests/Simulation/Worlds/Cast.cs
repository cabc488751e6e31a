using Heliostat.Core.Accounts;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Nodes;

namespace Heliostat.Simulation.Worlds;

/// <summary>Who takes part, and what they are really like.</summary>
internal sealed class Cast
{
    private readonly Dictionary<NodeId, NodeModel> _byId = [];
    private readonly List<NodeModel> _nodes = [];

    public IReadOnlyList<NodeModel> Nodes => _nodes;

    public List<AccountId> Operators { get; } = [];

    public List<AccountId> Consumers { get; } = [];

    public void Add(NodeModel node)
    {
        _nodes.Add(node);
        _byId.Add(node.Id, node);
    }

    public NodeModel Node(NodeId id) => _byId[id];

    /// <summary>The accounts of a kind, in the order in which they were opened.</summary>
    public List<AccountId> Of(AccountKind kind) => kind == AccountKind.Operator ? Operators : Consumers;
}
