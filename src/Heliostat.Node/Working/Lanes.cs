using Heliostat.Node.Verifying;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Working;

/// <summary>
/// The lanes of a node, each of which does one kind of work: plugins, and, where the node can, rendering and checking,
/// and containers. What the manager asks for goes to the lane that does it.
/// </summary>
internal sealed class Lanes : IAsyncDisposable
{
    private static readonly RunFailure Malformed = new(
        FailureReasons.NotStarted, FaultSide.Unknown, "The node did not understand what it was to do.");

    private static readonly RunFailure NoRender = new(
        FailureReasons.TypeUnknown, FaultSide.Node, "This node does not render.");

    private static readonly RunFailure NoContainers = new(
        FailureReasons.TypeUnknown, FaultSide.Node, "This node does not run containers.");

    private readonly WorkPorts _ports;
    private readonly PluginLane _plugins;
    private readonly RenderShop? _shop;
    private readonly RenderLane? _render;
    private readonly VerifierLane? _verify;
    private readonly ContainerLane? _containers;
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _drains;

    public Lanes(WorkPorts ports, PluginLane plugins, RenderShop? shop, ContainerLane? containers)
    {
        (_ports, _plugins, _shop, _containers) = (ports, plugins, shop, containers);
        if (shop is not null)
        {
            _render = new RenderLane(ports, shop);
            _verify = new VerifierLane(ports, shop);
        }
    }

    /// <summary>Whether nothing is being done.</summary>
    public bool IsIdle => _plugins.Runs.Count + _plugins.Checks.Count == 0
        && _render is null or { Runs.Count: 0 } && _verify is null or { Busy.Count: 0 }
        && _containers is null or { IsIdle: true };

    /// <summary>What the node works at, and what it has reported without an acknowledgement.</summary>
    public (IReadOnlyList<RunId> Runs, IReadOnlyList<CheckId> Checks) Held()
    {
        var runs = new HashSet<RunId>(_plugins.Runs);
        var checks = new HashSet<CheckId>(_plugins.Checks);
        runs.UnionWith(_render?.Runs ?? []);
        runs.UnionWith(_containers?.Runs ?? []);
        checks.UnionWith(_verify?.Held ?? []);
        foreach (var message in _ports.Outbox.Unsettled())
        {
            switch (message)
            {
                case JobStatus said:
                    runs.Add(said.Run);
                    break;
                case JobResult said:
                    runs.Add(said.Run);
                    break;
                case JobFailure said:
                    runs.Add(said.Run);
                    break;
                case CheckResult said:
                    checks.Add(said.Check);
                    break;
                case FileResult said:
                    checks.Add(said.Check);
                    break;
                case CheckFailure said:
                    checks.Add(said.Check);
                    break;
            }
        }

        return ([.. runs], [.. checks]);
    }

    /// <summary>Takes what the manager says about work; returns at once.</summary>
    public void Receive(ManagerMessage message)
    {
        switch (message)
        {
            case JobDispatch order:
                Start(order);
                break;
            case CheckDispatch order:
                Check(order);
                break;
            case FileCheck order when _verify is not null:
                _verify.Compare(order);
                break;
            case TilesWanted order when _shop is not null:
                _ = new TileHandover(_ports, _shop).AnswerAsync(order, _stop.Token);
                break;
            case JobCancel order:
                Cancel(order);
                break;
        }
    }

    /// <summary>A report was refused; work that is no longer this node's is stopped.</summary>
    public void Refused(NodeMessage report, string code)
    {
        RunId? run = report switch
        {
            JobStatus said => said.Run,
            JobResult said => said.Run,
            _ => null,
        };
        CheckId? check = report switch
        {
            CheckResult said => said.Check,
            FileResult said => said.Check,
            _ => null,
        };
        if (code == RefusalCodes.LeaseLost && run is { } lostRun)
        {
            Cancel(new JobCancel(lostRun, null, code));
        }
        else if (code == RefusalCodes.CheckLost && check is { } lostCheck)
        {
            Cancel(new JobCancel(lostCheck.Run, lostCheck, code));
        }
    }

    /// <summary>Takes nothing new from now on.</summary>
    public void Drain() => _drains = true;

    /// <summary>Reports everything unfinished as failed, because the agent stops.</summary>
    public void FailAll()
    {
        _plugins.FailAll();
        _render?.FailAll();
        _containers?.FailAll();
        _verify?.FailAll();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _plugins.DisposeAsync().ConfigureAwait(false);
        await (_render?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
        await (_verify?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
        await (_containers?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
        _shop?.Dispose();
    }

    private void Start(JobDispatch order)
    {
        if (_ports.Log.IsEnabled(LogLevel.Information))
        {
            WorkLog.Received(_ports.Log, order.Run.ToString(), order.JobType, order.Units?.Count ?? 0);
        }

        if (WhyNot(order) is { } failure)
        {
            _ports.Outbox.Remark(new JobAck(order.Run, false));
            _ports.Fail(order.Run, failure);
            return;
        }

        _ports.Outbox.Remark(new JobAck(order.Run, true));
        if (order.JobType == JobTypes.Blender)
        {
            _render!.Start(order);
        }
        else if (order.JobType == JobTypes.Docker)
        {
            _containers!.Start(order);
        }
        else
        {
            _plugins.Start(order);
        }
    }

    private RunFailure? WhyNot(JobDispatch order)
    {
        var isRender = order.JobType == JobTypes.Blender;
        return _drains ? WorkPorts.AgentStopped
            : order.Units is not { Count: > 0 } || order.JobType is null ? Malformed
            : isRender && _render is null ? NoRender
            : isRender && !AreUnits(order.Blender, order.Units) ? Malformed
            : order.JobType == JobTypes.Docker ? WhyNoContainer(order)
            : null;
    }

    private RunFailure? WhyNoContainer(JobDispatch order) =>
        _containers is null ? NoContainers
        : order.Units.Count != 1 || order.Container is not { Parameters: not null, Gpus: not null } ? Malformed
        : null;

    private static bool AreUnits(BlenderSettings? blender, IReadOnlyList<int> units) =>
        JobPlan.TryOf(blender, out var plan) && units.All(unit => unit >= 0 && unit < plan!.Count);

    private void Check(CheckDispatch order)
    {
        var isRender = order.JobType == JobTypes.Blender;
        RunFailure? failure = _drains ? WorkPorts.AgentStopped
            : order.JobType is null || (isRender && !AreUnits(order.Blender, [order.Check.Unit])) ? Malformed
            : isRender && _verify is null ? NoRender
            : null;
        if (failure is not null)
        {
            _ports.Fail(order.Check, failure);
        }
        else if (isRender)
        {
            _verify!.Check(order);
        }
        else
        {
            _plugins.Check(order);
        }
    }

    private void Cancel(JobCancel order)
    {
        if (_ports.Log.IsEnabled(LogLevel.Information))
        {
            WorkLog.Cancelled(_ports.Log, order.Check?.ToString() ?? order.Run.ToString(), order.Reason);
        }

        _plugins.Cancel(order);
        if (order.Check is { } check)
        {
            _verify?.Cancel(check);
        }
        else
        {
            _render?.Cancel(order.Run);
            _containers?.Cancel(order.Run);
        }
    }
}
