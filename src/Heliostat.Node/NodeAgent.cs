using Heliostat.Node.Hardware;
using Heliostat.Node.Link;
using Heliostat.Node.Runners.Containers;
using Heliostat.Node.Runners.Plugins;
using Heliostat.Node.Runners.Plugins.Folders;
using Heliostat.Node.Streams;
using Heliostat.Node.Working;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node;

/// <summary>
/// A node: a connection to its manager and the lanes that do what comes over it. It holds no thread of its own while it
/// waits, so that a benchmark can run thousands in one process.
/// </summary>
public sealed class NodeAgent : IAsyncDisposable
{
    private const int SettleSecondsMax = 5;
    private const int PollMilliseconds = 50;

    private readonly NodeAgentOptions _options;
    private readonly TimeProvider _time;
    private readonly Outbox _outbox = new();
    private readonly Lanes _lanes;
    private readonly NodeStreams _streams;
    private readonly ContainerLane? _containers;
    private readonly RelayLink _link;
    private readonly HardwareWatch? _watch;
    private readonly PluginWatch? _plugins;

    /// <summary>Makes an agent that does nothing until it is run.</summary>
    public NodeAgent(NodeIdentity identity, NodeAgentOptions options, NodeSurroundings surroundings)
    {
        (_options, _time) = (options, surroundings.Time);
        var ports = new WorkPorts(_outbox, surroundings);
        var workshop = new PluginWorkshop(
            PluginCatalogue.Create(options.Plugins),
            options.PluginLimits,
            options.PluginsAreBoxed,
            options.PluginsAreInline)
        {
            ScratchFolder = options.Home?.ScratchFolder ?? Path.GetTempPath(),
        };
        _plugins = options.PluginsFolder is { } folder ? new PluginWatch(folder, workshop, surroundings) : null;
        var shop = options.Render is { } setup ? new RenderShop(setup, identity, surroundings) : null;
        _containers = options.Containers is { } containers
            ? new ContainerLane(
                ports, new ContainerShop(containers, identity, ports) { Gpus = () => _watch?.GpuIds ?? options.GpuIds })
            : null;
        _lanes = new Lanes(ports, new PluginLane(ports, workshop), shop, _containers);
        var managerKeys = options.Home?.ReadSettings()?.ManagerKeys ?? [];
        var heads = new HeadKeeper(options.Home, managerKeys, surroundings.Logs.CreateLogger("Heliostat.Node.Link"));
        _watch = options.Look is { } look
            ? new HardwareWatch(options.Facts, look, surroundings) { GpuIds = options.GpuIds }
            : null;
        _streams = new NodeStreams(
            identity, surroundings, options.Ports ?? _containers?.Streams, message => _outbox.Remark(message));
        var listener = new LinkListener(Introduce, Receive, _lanes.Refused, KeepToken, heads.Keep)
        {
            Opened = () => _watch?.Opened(),
            Closed = _streams.EndAll,
        };
        _link = new RelayLink(new RelayContext(identity, options.Link, _outbox, listener, surroundings));
    }

    /// <summary>Connects to the ports of its containers; null where it runs none.</summary>
    internal IContainerPorts? ContainerPorts => _containers?.Streams;

    /// <summary>Whether the manager is connected now.</summary>
    public bool IsConnected => _link.IsConnected;

    /// <summary>
    /// Works until cancelled. Then it takes nothing new, lets what runs finish for a bounded time, reports the rest as
    /// failed, and leaves when the manager has all reports.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (_containers is not null)
        {
            // Before the first hello, which names the runs that an earlier agent left to this one.
            await _containers.OpenAsync(
                () => _link.Renew("The node's container engine came or went."), stopping).ConfigureAwait(false);
        }

        using var linkStop = new CancellationTokenSource();
        var linking = _link.RunAsync(linkStop.Token);
        var watching = _watch?.RunAsync(_outbox, _link.Renew, stopping) ?? Task.CompletedTask;
        var tending = _plugins?.RunAsync(_link.Renew, stopping) ?? Task.CompletedTask;
        await WhenCancelledAsync(stopping).ConfigureAwait(false);
        _lanes.Drain();
        await tending.ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        await PollAsync(() => _lanes.IsIdle, _options.DrainSecondsMax).ConfigureAwait(false);
        _lanes.FailAll();
        await PollAsync(() => _outbox.IsEmpty || !IsConnected, SettleSecondsMax).ConfigureAwait(false);
        await linkStop.CancelAsync().ConfigureAwait(false);
        // Only now no thread signs any more, so that the process may exit.
        await linking.ConfigureAwait(false);
    }

    /// <summary>Ends every process that the agent started.</summary>
    public async ValueTask DisposeAsync()
    {
        await _streams.DisposeAsync().ConfigureAwait(false);
        await _lanes.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task WhenCancelledAsync(CancellationToken stopping)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stopping.Register(() => cancelled.TrySetResult());
        await cancelled.Task.ConfigureAwait(false);
    }

    private async Task PollAsync(Func<bool> isSo, int secondsMax)
    {
        var began = _time.GetTimestamp();
        while (!isSo() && _time.GetElapsedTime(began).TotalSeconds < secondsMax)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(PollMilliseconds), _time).ConfigureAwait(false);
        }
    }

    private void Receive(ManagerMessage message)
    {
        if (message is StreamWanted wanted)
        {
            _streams.Open(wanted);
            return;
        }

        _lanes.Receive(message);
    }

    private NodeHello Introduce()
    {
        var (runs, checks) = _lanes.Held();
        var facts = _watch?.Facts ?? _options.Facts;
        facts = _plugins?.In(facts) ?? facts;
        return new NodeHello(
            _containers is { IsOpen: true }
                ? facts with { Capabilities = [.. facts.Capabilities, NodeCapability.Docker] }
                : facts,
            runs,
            checks);
    }

    private void KeepToken(string token)
    {
        if (_options.Home?.ReadSettings() is { } settings)
        {
            _options.Home.WriteSettings(settings with { Token = token });
        }
    }
}
