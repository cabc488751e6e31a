using Heliostat.Node.Registering;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Runners.Plugins;
using Heliostat.Node.Working;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Tests.Support;

/// <summary>A whole agent against a relay and a store that the test plays.</summary>
internal sealed class AgentUnderTest : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TemporaryFolder _folder = new();
    private readonly NodeAgent _agent;
    private Task _running = Task.CompletedTask;

    private AgentUnderTest(
        TestRelay relay, TestStore store, BlenderProgram? blender, string? script, string? pluginsFolder)
    {
        (Relay, Store) = (relay, store);
        Assert.True(GatewayAddress.TryParse(relay.Origin, out var gateway, out _));
        var identity = new NodeIdentity(relay.NodeId, gateway!, relay.NodeKey, relay.Token) { Network = relay.Network };
        var options = new NodeAgentOptions
        {
            Facts = new NodeFacts("test", ["echo"], NodeDuties.Both, "cpu/test", 2, 4L << 30, 2, 64),
            Home = Home,
            Plugins = script is null ? [] : [new CustomPlugin("custom", ["/usr/bin/python3", "-u", "-c", script])],
            PluginsFolder = pluginsFolder,
            DrainSecondsMax = 1,
            PluginLimits = new PluginLimits(),
            Render = blender is null ? null : new RenderSetup
            {
                Program = blender,
                WorkFolder = _folder.File("work"),
                CacheFolder = _folder.File("cache"),
                CacheBytesMax = 1L << 30,
                Threads = 2,
                MemoryBytes = 4L << 30,
            },
        };
        _agent = new NodeAgent(
            identity, options, new NodeSurroundings(TimeProvider.System, Log, NodeSurroundings.CreateHttp()));
    }

    public TestRelay Relay { get; }

    public TestStore Store { get; }

    public LogLines Log { get; } = new();

    public NodeHome Home => new(_folder.File("home"));

    public TestSession Session { get; private set; } = null!;

    /// <summary>What it said of itself when its newest session began.</summary>
    public NodeHello Hello { get; private set; } = null!;

    /// <summary>Starts one, and opens its first session, in which everything is acknowledged.</summary>
    public static async Task<AgentUnderTest> StartAsync(
        BlenderProgram? blender = null, string? script = null, string? pluginsFolder = null)
    {
        var store = new TestStore();
        var relay = await TestRelay.StartAsync(store.Map);
        var agent = new AgentUnderTest(relay, store, blender, script, pluginsFolder);
        agent._running = agent._agent.RunAsync(agent._stop.Token);
        await agent.AcceptAsync();
        return agent;
    }

    /// <summary>Breaks the connection; answers the hello of the next.</summary>
    public async Task<NodeHello> ReconnectAsync()
    {
        Session.Abort();
        return await AcceptAsync();
    }

    /// <summary>Waits for the next session; answers its hello.</summary>
    public async Task<NodeHello> AcceptAsync()
    {
        Session = await Relay.AcceptAsync();
        Session.AcknowledgesAll = true;
        Hello = await Session.OpenAsync();
        return Hello;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TestRelay.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _agent.DisposeAsync();
        await Relay.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }
}
