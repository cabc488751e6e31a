using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Scheduling;

/// <summary>
/// The nodes that may come to the tasks of a job's step, now or soon. Those whose work nobody could check are none
/// while there are others: what they did would wait for a verifier for ever.
/// </summary>
internal sealed class Candidates
{
    /// <summary>Runs of one job that a node may fail before it gets no more of that job.</summary>
    public const int FaultsMax = 2;

    private readonly Job _job;
    private readonly List<Node> _verifiers = [];
    private readonly List<Node> _nodes = [];
    private readonly HashSet<NodeId> _passedOver = [];
    private readonly HashSet<NodeId> _barred = [];
    private readonly Dictionary<(AccountId Operator, string? Block, string? Kind), bool> _checkable = [];
    private readonly CheckMethod? _checkedBy;
    private Pace? _pace;

    public Candidates(NodeBook nodes, Job job, StepKind step)
    {
        (_job, Step, _checkedBy) = (job, step, job.CheckedBy(step));
        if (_checkedBy is not null)
        {
            FindVerifiers(nodes);
        }

        var alone = new List<Node>();
        foreach (var node in nodes.All)
        {
            if (MayCome(node) && node.Slots(job.SlotKind) > 0)
            {
                (IsCheckable(node) ? _nodes : alone).Add(node);
            }
        }

        if (_nodes.Count == 0)
        {
            _nodes = alone;
        }
        else
        {
            alone.ForEach(node => _passedOver.Add(node.Id));
        }

        BarWhoFailed();
    }

    /// <summary>The step.</summary>
    public StepKind Step { get; }

    /// <summary>How fast they are, for a job that renders; looked up when it is first asked for.</summary>
    public Pace Pace => _pace ??= new Pace(_job, _nodes);

    /// <summary>True when nobody could check what the node does, and others could have it.</summary>
    public bool IsPassedOver(Node node) => _passedOver.Contains(node.Id);

    /// <summary>True for a node that failed too many runs of the job, while there are others.</summary>
    public bool IsBarred(Node node) => _barred.Contains(node.Id);

    /// <summary>
    /// True for a node that failed the task, while there is another one that may come to it. Without the second half a
    /// task that has failed once on every node of a small network would wait for ever.
    /// </summary>
    public bool IsShunned(JobTask? task, Node node)
    {
        if (task is null || !task.Avoid.Contains(node.Id))
        {
            return false;
        }

        foreach (var other in _nodes)
        {
            if (!task.Avoid.Contains(other.Id))
            {
                return true;
            }
        }

        return false;
    }

    private void BarWhoFailed()
    {
        if (_nodes.TrueForAll(HasFailedTooOften))
        {
            return;
        }

        foreach (var node in _nodes)
        {
            if (HasFailedTooOften(node))
            {
                _barred.Add(node.Id);
            }
        }

        _nodes.RemoveAll(IsBarred);
    }

    private bool HasFailedTooOften(Node node) => _job.Nodes.GetValueOrDefault(node.Id)?.Faults >= FaultsMax;

    private bool MayCome(Node node) =>
        node.State is NodeState.Healthy or NodeState.Unhealthy && Feasibility.WhyNot(_job.Spec, Step, node) is null;

    private void FindVerifiers(NodeBook nodes)
    {
        foreach (var node in nodes.All)
        {
            if (MayCome(node) && (node.Facts!.Duties & NodeDuties.Verifier) != 0)
            {
                _verifiers.Add(node);
            }
        }
    }

    /// <summary>True when somebody could check what a node does, or nothing of it is checked.</summary>
    public bool IsCheckable(Node worker)
    {
        if (_checkedBy is null)
        {
            return true;
        }

        var kind = (worker.Operator, worker.AddressBlock, SameBits.KindOf(_job, Step, worker));
        if (!_checkable.TryGetValue(kind, out var known))
        {
            known = HasVerifier(worker);
            _checkable.Add(kind, known);
        }

        return known;
    }

    private bool HasVerifier(Node worker)
    {
        foreach (var node in _verifiers)
        {
            if (node.Operator != worker.Operator
                && (node.AddressBlock is null || node.AddressBlock != worker.AddressBlock)
                && SameBits.KindOf(_job, Step, node) == SameBits.KindOf(_job, Step, worker))
            {
                return true;
            }
        }

        return false;
    }
}
