using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;

namespace Heliostat.Core.Nodes;

/// <summary>Every node, in the order of registration.</summary>
public sealed class NodeBook
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<NodeId, Node> _byId = [];

    /// <summary>All nodes.</summary>
    public IReadOnlyList<Node> All => _nodes;

    /// <summary>The node, or null.</summary>
    public Node? Find(NodeId id) => _byId.GetValueOrDefault(id);

    internal Node Get(NodeId id) => Find(id) ?? throw new InvariantException($"There is no node {id}.");

    internal void Apply(NodeRegistered happened, Instant at) =>
        Add(new Node
        {
            Id = happened.Node,
            Operator = happened.Operator,
            RegisteredAt = at,
            Number = _nodes.Count,
            Name = happened.Name,
            PublicKey = happened.PublicKey,
        });

    internal void Apply(NodeRekeyed happened)
    {
        var node = Get(happened.Node);
        (node.Name, node.PublicKey) = (happened.Name, happened.PublicKey);
    }

    internal void Apply(NodeConnected happened)
    {
        var node = Get(happened.Node);
        (node.Session, node.Facts, node.LostAt, node.OfflineAt) = (happened.Session, happened.Facts, null, null);
        node.AddressBlock = happened.AddressBlock;
    }

    internal void Apply(NodeDisconnected happened, Instant at)
    {
        var node = Get(happened.Node);
        (node.Session, node.LostAt) = (null, at.PlusMs(NodePresence.LostAfterClosedMs));
    }

    internal void Apply(NodeBecameHealthy happened)
    {
        var node = Get(happened.Node);
        node.OnProbation = node.Failures > 0;
        node.OfflineAt = null;
        node.Move(NodeMove.Hear, node.OnProbation ? "on probation until one run succeeds" : "heard");
    }

    internal void Apply(NodeFaulted happened)
    {
        var node = Get(happened.Node);
        (node.Failures, node.Faults) = (node.Failures + 1, node.Faults + 1);
    }

    internal void Apply(NodeFailedTooOften happened, Instant at)
    {
        var node = Get(happened.Node);
        node.ProbationWaitMs = happened.WaitMs;
        node.HeartbeatCountsFrom = at.PlusMs(happened.WaitMs);
        node.Move(NodeMove.Fail, $"failed {happened.Failures} times in a row");
    }

    internal void Apply(NodeSilenced happened, Instant at)
    {
        var node = Get(happened.Node);
        node.OfflineAt = at.PlusMs(NodePresence.OfflineAfterMs - NodePresence.SilentAfterMs);
        if (node.State == NodeState.Healthy)
        {
            node.Move(NodeMove.Silence, "no heartbeat for 90 seconds");
        }
    }

    internal void Apply(NodeVanished happened)
    {
        var node = Get(happened.Node);
        node.OfflineAt = null;
        node.Move(NodeMove.Vanish, "no heartbeat for five minutes");
    }

    internal void Apply(NodeDrained happened) => Get(happened.Node).Move(NodeMove.Drain, "drained by its operator");

    internal void Apply(NodeUndrained happened) =>
        Get(happened.Node).Move(NodeMove.Undrain, "back in service; waiting for a heartbeat");

    internal void Apply(NodeBanned happened) => Get(happened.Node).Move(NodeMove.Ban, happened.Reason);

    internal void ManagerOpened(Instant at)
    {
        foreach (var node in _nodes)
        {
            node.Session = null;
            node.LostAt = node.Runs.Count + node.Checks.Count > 0 ? at.PlusMs(NodePresence.FreshAfterOutageMs) : null;
            node.OfflineAt = node.OfflineAt is null ? null : at.PlusMs(NodePresence.FreshAfterOutageMs);
        }
    }

    internal void Succeeded(NodeId id)
    {
        var node = Get(id);
        (node.Failures, node.OnProbation, node.ProbationWaitMs) = (0, false, 0);
    }

    internal void Accepted(NodeId id)
    {
        Get(id).UnitsAccepted++;
        Succeeded(id);
    }

    internal void Rejected(NodeId id) => Get(id).UnitsRejected++;

    internal void Begin(Job job, JobTask task)
    {
        var node = Get(task.Node!.Value);
        node.Runs.Add(task.RunOf(job.Id));
        Count(node, job, 1);
        if (task.Allotted is { } allotted)
        {
            node.Load.Add(allotted);
        }
    }

    internal void End(Job job, JobTask task)
    {
        var node = Get(task.Node!.Value);
        node.Runs.Remove(task.RunOf(job.Id));
        Count(node, job, -1);
        if (task.Allotted is { } allotted)
        {
            node.Load.Remove(allotted);
        }
    }

    internal void Begin(NodeId id, CheckId check) => Get(id).Checks.Add(check);

    internal void End(NodeId id, CheckId check) => Get(id).Checks.Remove(check);

    internal void Write(NetworkState state) => state.Nodes = _nodes;

    internal void Read(NetworkState state) => state.Nodes.ForEach(Add);

    private static void Count(Node node, Job job, int change)
    {
        node.RenderRuns += job.SlotKind == SlotKind.Render ? change : 0;
        node.ContainerRuns += job.SlotKind == SlotKind.Container ? change : 0;
        node.PersistentRuns += job.IsPersistent ? change : 0;
    }

    private void Add(Node node)
    {
        _nodes.Add(node);
        _byId.Add(node.Id, node);
    }
}
