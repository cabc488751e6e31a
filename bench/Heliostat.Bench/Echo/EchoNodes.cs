using Heliostat.Node;
using Heliostat.Node.Link;
using Heliostat.Node.Registering;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliostat.Bench.Echo;

/// <summary>Many nodes in this process: the real connection, the real signatures, the real echo.</summary>
internal sealed class EchoNodes : IAsyncDisposable
{
    private const int ConnectSecondsMax = 60;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<NodeAgent> _agents = [];
    private readonly List<Task> _running = [];
    private readonly List<Ed25519PrivateKey> _keys = [];

    public static async Task<EchoNodes> StartAsync(BenchManager manager, BenchFolder folder, EchoLoad load)
    {
        var operatorKey = await manager.CreateOperatorAsync($"operator-{Guid.NewGuid():N}");
        var surroundings = NodeSurroundings.Create(NullLoggerFactory.Instance);
        var nodes = new EchoNodes();
        for (var i = 0; i < load.Nodes; i++)
        {
            await nodes.StartAsync(
                manager, new NodeHome(folder.Under($"node-{Guid.NewGuid():N}")), operatorKey, surroundings, load);
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(ConnectSecondsMax));
        while (!nodes._agents.TrueForAll(agent => agent.IsConnected))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }

        return nodes;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }

        _keys.ForEach(key => key.Dispose());
        _stop.Dispose();
    }

    private async Task StartAsync(
        BenchManager manager, NodeHome home, string operatorKey, NodeSurroundings surroundings, EchoLoad load)
    {
        var wish = new RegistrationWish(
            manager.Url, Path.GetFileName(home.Folder), ["echo"], operatorKey, Force: false);
        await new NodeRegistrar(home, surroundings.Http).RegisterAsync(wish, CancellationToken.None);
        var settings = home.ReadSettings()!;
        var key = home.ReadKey();
        _keys.Add(key);
        if (!GatewayAddress.TryParse(manager.Url, out var gateway, out var error))
        {
            throw new InvalidOperationException(error);
        }

        var agent = new NodeAgent(
            new NodeIdentity(settings.NodeId, gateway!, key, settings.Token),
            new NodeAgentOptions
            {
                Facts = new NodeFacts(
                    "bench", ["echo"], NodeDuties.Worker, "bench", 1, 1L << 30, 0, load.SlotsPerNode),
                Link = new LinkOptions
                {
                    MessagesPerEnvelopeMax = load.ResultsPerEnvelope,
                    GatherCount = load.ResultsPerEnvelope,
                },
                PluginsAreInline = true,
                DrainSecondsMax = 1,
            },
            surroundings);
        _agents.Add(agent);
        _running.Add(agent.RunAsync(_stop.Token));
    }
}
