using System.Threading.Channels;
using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Nodes;

/// <summary>
/// Sends nodes what the journal says they are to do. A node that connects again gets once more whatever of that it did
/// not name in its hello.
/// </summary>
internal sealed class Dispatcher : IJournalReader, IAsyncDisposable
{
    private readonly NodeConnections _connections;
    private readonly JobRoster _jobs;
    private readonly ParticularsShelf _shelf;
    private readonly ILogger _log;
    private readonly HashSet<NodeId> _draining = [];
    private readonly Channel<Orders> _orders = Channel.CreateUnbounded<Orders>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly Task _work;
    private long _runs;
    private long _checks;

    public Dispatcher(
        NodeConnections connections, JobRoster jobs, ParticularsShelf shelf, ILogger<Dispatcher> log)
    {
        (_connections, _jobs, _shelf, _log) = (connections, jobs, shelf, log);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Runs sent to nodes since the manager started.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    /// <summary>Checks sent to nodes since the manager started.</summary>
    public long Checks => Interlocked.Read(ref _checks);

    /// <summary>
    /// Whether a node has nothing to finish: no run, no check, no unit about which it could be asked.
    /// </summary>
    public static bool IsIdle(Network network, NodeId id)
    {
        if (network.Nodes.Find(id) is not { } node || node.Runs.Count + node.Checks.Count > 0)
        {
            return false;
        }

        foreach (var unit in network.Checks.All)
        {
            // A claim may wait for days, and is decided without them if need be.
            if (unit.Claim is null && (unit.Worker == id || unit.First?.Verifier == id))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        var orders = new Orders();
        foreach (var entry in group.Entries)
        {
            foreach (var happened in entry.Events)
            {
                Read(happened, entry.Command, network, orders);
            }
        }

        CloseDrained(network, orders);
        if (!orders.IsEmpty)
        {
            _orders.Writer.TryWrite(orders);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _orders.Writer.TryComplete();
        await _work;
    }

    private void Read(Event happened, Command command, Network network, Orders orders)
    {
        switch (happened)
        {
            case RunLeased e when _jobs.Find(e.Run.Job) is { } job:
                Interlocked.Increment(ref _runs);
                orders.Add(network, e.Node, Dispatches.OfRun(e, job), job.HasSealedPart ? job : null);
                break;
            case RunCancelled e:
                orders.Add(network, e.Node, new JobCancel(e.Run, null, "its job was stopped"));
                break;
            case RunLost e:
                orders.Add(network, e.Node, new JobCancel(e.Run, null, e.Reason));
                break;
            case RunStopping e:
                orders.Add(network, e.Node, new JobCancel(e.Run, null, "its consumer stops it"));
                break;
            case RunFailed e when command is Tick:
                orders.Add(network, e.Node, new JobCancel(e.Run, null, e.Failure.Reason));
                break;
            case NodeConnected e when command is ReportEnvelope { Read.Messages: [NodeHello hello, ..] }:
                Renew(network, e.Node, hello, orders);
                break;
            case NodeDrained e:
                _draining.Add(e.Node);
                break;
            case NodeUndrained e:
                _draining.Remove(e.Node);
                break;
            case NodeBanned e:
                _draining.Remove(e.Node);
                orders.Close(e.Node, "The node is banned.");
                break;
            default:
                ReadCheck(happened, network, orders);
                break;
        }
    }

    private void ReadCheck(Event happened, Network network, Orders orders)
    {
        switch (happened)
        {
            // A check that is over by the end of its group is found no more, and need not be sent.
            case CheckDrawn e when network.Checks.Find(e.Check) is { State: CheckState.Drawn } unit:
                AddCheck(network, e.Node, unit, orders);
                break;
            case CheckReported e when network.Checks.Find(e.Check) is { } unit && Dispatches.OfFile(unit) is { } file:
                orders.Add(network, unit.Verifier!.Value, file);
                break;
            case TilesDisputed e when network.Checks.Find(e.Check) is { } unit:
                AddDispute(network, unit, null, orders);
                break;
            case CheckLost e:
                orders.Add(network, e.Node, new JobCancel(e.Check.Run, e.Check, e.Reason));
                break;
            case CheckCancelled { Node: { } node } e:
                orders.Add(network, node, new JobCancel(e.Check.Run, e.Check, "its job was stopped"));
                break;
        }
    }

    private void AddCheck(Network network, NodeId node, UnitCheck unit, Orders orders)
    {
        if (_jobs.Find(unit.Run.Job) is { } job)
        {
            Interlocked.Increment(ref _checks);
            orders.Add(network, node, Dispatches.OfCheck(unit, job), job.HasSealedPart ? job : null);
        }
    }

    private static void AddDispute(Network network, UnitCheck unit, NodeId? only, Orders orders)
    {
        foreach (var (node, message) in Dispatches.OfDispute(unit))
        {
            if (only is null || only == node)
            {
                orders.Add(network, node, message);
            }
        }
    }

    private void Renew(Network network, NodeId id, NodeHello hello, Orders orders)
    {
        var node = network.Nodes.Find(id)!;
        if (node.State == NodeState.Draining)
        {
            _draining.Add(id);
        }

        foreach (var run in node.Runs)
        {
            RenewRun(network, id, run, hello, orders);
        }

        foreach (var check in node.Checks)
        {
            RenewCheck(network, id, check, hello, orders);
        }

        foreach (var unit in network.Checks.All)
        {
            AddDispute(network, unit, id, orders);
        }

        CancelStrange(network, node, hello, orders);
    }

    private void RenewRun(Network network, NodeId id, RunId run, NodeHello hello, Orders orders)
    {
        if (network.Jobs.Find(run.Job) is { State: JobState.Cancelling })
        {
            orders.Add(network, id, new JobCancel(run, null, "its consumer stops it"));
            return;
        }

        // A new agent that adopts a container knows nothing of it but its run.
        if (_jobs.Find(run.Job) is { } job
            && (job.Spec.Kind == JobKind.Persistent || !hello.Runs.Contains(run))
            && Dispatches.OfRun(network, run, job) is { } message)
        {
            orders.Add(network, id, message, job.HasSealedPart ? job : null);
        }
    }

    private void RenewCheck(Network network, NodeId id, CheckId check, NodeHello hello, Orders orders)
    {
        if (network.Checks.Find(check) is not { } unit)
        {
            return;
        }

        if (unit.State == CheckState.Drawn && !hello.Checks.Contains(check))
        {
            AddCheck(network, id, unit, orders);
        }
        else if (Dispatches.OfFile(unit) is { } file)
        {
            orders.Add(network, id, file);
        }
    }

    // What a node still works at and was taken from it meanwhile: it may stop. About what is being checked it may
    // still be asked.
    private static void CancelStrange(Network network, Node node, NodeHello hello, Orders orders)
    {
        var asked = network.Checks.All.Select(unit => unit.Run).ToHashSet();
        foreach (var run in hello.Runs.Except(node.Runs).Where(run => !asked.Contains(run)))
        {
            orders.Add(network, node.Id, new JobCancel(run, null, FailureReasons.NodeLost));
        }

        foreach (var check in hello.Checks.Except(node.Checks).Where(check => !asked.Contains(check.Run)))
        {
            orders.Add(network, node.Id, new JobCancel(check.Run, check, FailureReasons.NodeLost));
        }
    }

    private void CloseDrained(Network network, Orders orders)
    {
        foreach (var node in _draining.Where(node => IsIdle(network, node)).ToList())
        {
            _draining.Remove(node);
            orders.Close(node, "The node is drained.");
        }
    }

    private async Task WorkAsync()
    {
        await foreach (var orders in _orders.Reader.ReadAllAsync())
        {
            try
            {
                Carry(orders);
            }
            catch (Exception error)
            {
                NodesLog.DispatchFailed(_log, error);
            }
        }
    }

    private void Carry(Orders orders)
    {
        foreach (var (node, outgoing) in orders.ByNode)
        {
            _connections.Send(node, outgoing.Session, [.. outgoing.Messages.Select(order => order.PayloadOf is { } job
                ? Dispatches.WithPayload(order.Message, _shelf.Find(job.Spec.Particulars))
                : order.Message)]);
        }

        foreach (var (node, reason) in orders.Closings)
        {
            _connections.Find(node)?.Close(RelayCloseCodes.Authentication, reason);
        }
    }
}
