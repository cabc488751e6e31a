using System.Text.Json;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Orders;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;

namespace Heliostat.Containers.Tests.Support;

/// <summary>
/// A manager, and nodes with a real engine in a network namespace that accepts nothing from outside: their only way out
/// leads to the manager's two ports.
/// </summary>
internal sealed class HiddenNetwork : IAsyncDisposable
{
    private const string Running = "RUNNING";
    private const int RunningSecondsMax = 120;

    // Below what the system gives to whoever asks for any port.
    private const int StreamPortFirst = 24000;
    private const int StreamPortLast = 24099;

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

    /// <summary>The id of the job that the program was asked to print as JSON.</summary>
    public static Guid JobIn(ToolRun run)
    {
        using var job = JsonDocument.Parse(run.Succeeded().Output);
        return job.RootElement.GetProperty("uuid").GetGuid();
    }

    /// <summary>Waits until a job's one run is running; the run.</summary>
    public async Task<JobRunResource> RunningAsync(Guid job)
    {
        var run = default(JobRunResource);
        await Network.WaitAsync(RunningSecondsMax, $"job {job} runs", async () =>
        {
            var now = await Network.Consumer.Jobs.GetAsync(job, CancellationToken.None);
            Assert.False(JobStatuses.HasEnded(now.Status), $"{now.Status}: {now.StatusReason}\n{Network.Logs()}");
            run = await Network.Consumer.Jobs.AllRunsAsync(job).FirstOrDefaultAsync(run => run.Status == Running);
            return run is not null;
        });
        return run!;
    }

    /// <summary>Waits until nothing is left of any run of the first node: no container, disk or folder.</summary>
    public Task NothingLeftAsync() => Network.WaitAsync(
        RunningSecondsMax,
        "nothing is left of any run",
        async () => (await ContainersAsync()).Count == 0
            && !Directory.EnumerateDirectories(Path.Combine(Network.Nodes[0].Folder, "containers", "runs")).Any());

    /// <summary>The containers of the first node that run, by the engine's own list.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync()
    {
        var labels = ContainerLabels.OfNode(new NodeId(Network.Nodes[0].Id));
        var listed = await Engine.Client.Containers.ListAsync(labels);
        return [.. listed.Where(container => container.IsRunning).Select(container => container.Id)];
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

    // What a node that was stopped leaves running has disks in the node's folder.
    private async Task LeaveAsync()
    {
        await Engine.DisposeAsync();
        await EngineFolder.UnmountAsync(Network.Under());
    }

    private void Hide(TestNode node)
    {
        node.Enter = Engine.Space.Enter;
        node.Variables["HELIOSTAT_ENGINE"] = Engine.SocketPath;
    }

    private Task OpenTunnelsAsync(TestNetwork network)
    {
        network.Leaving = LeaveAsync;
        network.ManagerOptions.AddRange(["--stream-ports", $"{StreamPortFirst}-{StreamPortLast}"]);
        _tunnels.AddRange(network.Ports.Select(port => Tunnel.Open(Engine.Space, port)));
        return Task.CompletedTask;
    }
}
