using System.Threading.Channels;
using Heliostat.Node;
using Heliostat.Node.Engines.Networks;
using Heliostat.Node.Engines.Orders;
using Heliostat.Node.Registering;
using Heliostat.Node.Runners.Containers;
using Heliostat.Node.Streams;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Containers.Tests.Support;

/// <summary>A whole agent on a real engine, against a relay and a store that the test plays.</summary>
internal sealed class ContainerAgent : IAsyncDisposable
{
    /// <summary>What a busy machine may take for a container.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static int _agents;

    private readonly TestRelay _relay;
    private readonly TestStore _store;
    private readonly Func<ContainerSetup, ContainerSetup> _change;
    private readonly string _folder;
    private CancellationTokenSource _stop = new();
    private NodeAgent? _agent;
    private Task _running = Task.CompletedTask;

    private ContainerAgent(
        PrivateEngine engine, TestRelay relay, TestStore store, Func<ContainerSetup, ContainerSetup> change)
    {
        (Engine, _relay, _store, _change) = (engine, relay, store, change);
        _folder = Path.Combine(engine.MountRoot, $"agent-{Interlocked.Increment(ref _agents)}");
    }

    public PrivateEngine Engine { get; }

    public TestStore Store => _store;

    public LogLines Log { get; } = new();

    public TestSession Session { get; private set; } = null!;

    /// <summary>What the agent said of itself when it connected last.</summary>
    public NodeHello Hello { get; private set; } = null!;

    public IContainerPorts Ports => _agent!.ContainerPorts!;

    /// <summary>All that was printed, by run.</summary>
    public Dictionary<Protocol.Values.RunId, string> Printed { get; } = [];

    public static async Task<ContainerAgent> StartAsync(
        PrivateEngine engine, Func<ContainerSetup, ContainerSetup>? change = null)
    {
        var store = new TestStore();
        var agent = new ContainerAgent(
            engine, await TestRelay.StartAsync(store.Map), store, change ?? (static setup => setup));
        await agent.StartAgainAsync();
        return agent;
    }

    /// <summary>Starts the agent that comes after one that was stopped.</summary>
    public async Task StartAgainAsync()
    {
        _stop = new CancellationTokenSource();
        Assert.True(GatewayAddress.TryParse(_relay.Origin, out var gateway, out _));
        var identity = new NodeIdentity(_relay.NodeId, gateway!, _relay.NodeKey, _relay.Token)
        {
            Network = _relay.Network,
        };
        var options = new NodeAgentOptions
        {
            Facts = new NodeFacts("test", ["echo"], NodeDuties.Both, "cpu/test", 2, 4L << 30, 0, 64),
            DrainSecondsMax = 0,
            Containers = _change(new ContainerSetup
            {
                Folder = _folder,
                MemoryBytes = 64L << 20,
                EnginePath = Engine.SocketPath,
                Firewall = new EgressFirewall([.. Engine.Space.Enter, "nft"]),
                LookSeconds = 1,
            }),
        };
        _agent = new NodeAgent(
            identity, options, new NodeSurroundings(TimeProvider.System, Log, NodeSurroundings.CreateHttp()));
        _running = _agent.RunAsync(_stop.Token);
        await AcceptAsync();
    }

    /// <summary>Takes the next session, in which everything is acknowledged.</summary>
    public async Task AcceptAsync()
    {
        Session = await _relay.AcceptAsync(Patience);
        Session.AcknowledgesAll = true;
        Hello = await Session.OpenAsync();
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        await _agent!.DisposeAsync().AsTask().WaitAsync(Patience);
        _agent = null;
    }

    public Task DispatchAsync(params JobDispatch[] orders) => Session.SendAsync([.. orders]);

    public Task CancelAsync(Protocol.Values.RunId run) => Session.SendAsync(new JobCancel(run, null, "test"));

    /// <summary>Cancels a PERSISTENT run, and hears that it is stopped.</summary>
    public async Task StopAsync(Protocol.Values.RunId run)
    {
        await CancelAsync(run);
        var end = Assert.IsType<JobFailure>((await EndsAsync(1))[run]);
        Assert.Equal(FailureReasons.Stopped, end.Failure.Reason);
    }

    /// <summary>The next report.</summary>
    public async Task<T> ReadAsync<T>()
        where T : NodeMessage => Assert.IsType<T>((await Session.ReadReportsAsync(1, Patience))[0]);

    /// <summary>The ends of so many runs, by run; that they ran is read on the way.</summary>
    public async Task<Dictionary<Protocol.Values.RunId, NodeMessage>> EndsAsync(int count)
    {
        var ends = new Dictionary<Protocol.Values.RunId, NodeMessage>();
        while (ends.Count < count)
        {
            switch (await NextAsync())
            {
                case JobResult said:
                    ends.Add(said.Run, said);
                    break;
                case JobFailure said:
                    ends.Add(said.Run, said);
                    break;
                case var said:
                    _ = Assert.IsType<JobStatus>(said);
                    break;
            }
        }

        return ends;
    }

    /// <summary>Takes sessions until the agent says in one that it runs containers, or that it does not.</summary>
    public async Task OffersAsync(bool containers)
    {
        while (Hello.Facts.Capabilities.Contains(NodeCapability.Docker) != containers)
        {
            await AcceptAsync();
        }
    }

    /// <summary>Waits until a run has printed a text.</summary>
    public Task PrintedAsync(Protocol.Values.RunId run, string text) => UntilAsync(
        () => Task.FromResult(TextOf(run).Contains(text, StringComparison.Ordinal)), $"'{text}' in the log");

    /// <summary>All that a run has printed by now; its pieces must follow each other without a gap.</summary>
    public string TextOf(Protocol.Values.RunId run)
    {
        while (Session.TryReadRemark(out var remark))
        {
            if (remark is RunLog log)
            {
                var before = Printed.GetValueOrDefault(log.Run, "");
                Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(before), log.Offset);
                Assert.True(System.Text.Encoding.UTF8.GetByteCount(log.Text) <= RunLog.TextBytesMax);
                Printed[log.Run] = before + log.Text;
            }
        }

        return Printed.GetValueOrDefault(run, "");
    }

    /// <summary>Containers of this node in the engine.</summary>
    public async Task<int> CountAsync() =>
        (await Engine.Client.Containers.ListAsync(ContainerLabels.OfNode(_relay.NodeId))).Count;

    /// <summary>Waits until no container, network, disk or folder of a run is there any more.</summary>
    public Task NothingLeftAsync() => UntilAsync(
        async () => await CountAsync() == 0
            && (await Engine.Client.Networks.ListAsync(ContainerLabels.OfNode(_relay.NodeId))).Count == 0
            && !Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "runs")).Any()
            && !File.ReadLines("/proc/self/mounts").Any(line => line.Contains(_folder + "/runs/")),
        "nothing left of any run");

    /// <summary>A container that an agent of this node left behind.</summary>
    public async Task LeaveAsync()
    {
        var run = Some.Run();
        var order = Some.Script("sleep 600") with { Labels = new ContainerLabels(_relay.NodeId, run.Job, run) };
        await Engine.Client.Containers.StartAsync(await Engine.Client.Containers.CreateAsync(order));
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await StopAsync();
        }

        await _relay.DisposeAsync();
        _stop.Dispose();
    }

    // When its engine comes or goes the agent begins a new session, in which it says what it could not say before.
    private async Task<NodeMessage> NextAsync()
    {
        while (true)
        {
            try
            {
                return (await Session.ReadReportsAsync(1, Patience))[0];
            }
            catch (ChannelClosedException)
            {
                await AcceptAsync();
            }
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var end = DateTime.UtcNow + Patience;
        while (!await isSo())
        {
            Assert.True(DateTime.UtcNow < end, $"It did not come to be in time: {what}");
            await Task.Delay(50);
        }
    }
}
