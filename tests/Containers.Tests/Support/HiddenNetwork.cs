using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Node.Engines;

namespace Heliostat.Containers.Tests.Support;

/// <summary>
/// A manager, and nodes with a real engine in a network namespace that accepts nothing from outside: their only way out
/// leads to the manager's two ports.
/// </summary>
internal sealed class HiddenNetwork : IAsyncDisposable
{
    private readonly List<Tunnel> _tunnels = [];

    private HiddenNetwork(PrivateEngine engine) => Engine = engine;

    public PrivateEngine Engine { get; }

    public TestNetwork Network { get; private set; } = null!;

    public static async Task<HiddenNetwork> StartAsync(EngineKind kind, int nodes = 1)
    {
        var hidden = new HiddenNetwork(await PrivateEngine.StartAsync(kind));
        try
        {
            hidden.Network = await TestNetwork.StartAsync(nodes, hidden.Hide, hidden.OpenTunnelsAsync);
            return hidden;
        }
        catch
        {
            await hidden.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Network is not null)
        {
            await Network.DisposeAsync();
        }

        foreach (var tunnel in _tunnels)
        {
            await tunnel.DisposeAsync();
        }

        await Engine.DisposeAsync();
    }

    private void Hide(TestNode node)
    {
        node.Enter = Engine.Space.Enter;
        node.Variables["HELIOSTAT_ENGINE"] = Engine.SocketPath;
    }

    private Task OpenTunnelsAsync(TestNetwork network)
    {
        _tunnels.AddRange(network.Ports.Select(port => Tunnel.Open(Engine.Space, port)));
        return Task.CompletedTask;
    }
}
