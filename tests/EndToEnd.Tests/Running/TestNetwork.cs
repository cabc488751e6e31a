using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Heliostat.Client;
using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>A manager and nodes as real processes on loopback, each node of an operator of its own.</summary>
internal sealed class TestNetwork : IAsyncDisposable
{
    public const int ManagerSecondsMax = 60;
    public const int NodesSecondsMax = 120;

    private const int LookMilliseconds = 100;

    private readonly TestFolder _folder = new();
    private readonly List<TestNode> _nodes = [];
    private readonly int _port = FreePort();
    private readonly int _blobPort = FreePort();
    private Server? _manager;
    private HeliostatClient? _owner;
    private HeliostatClient? _consumer;

    public string Url => $"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The ports of the manager that nodes need.</summary>
    public IReadOnlyList<int> Ports => [_port, _blobPort];

    public string OwnerKeyFile => _folder.Under("owner.json");

    public string ConsumerKeyFile => _folder.Under("consumer.json");

    public string JournalFile => _folder.Under("manager", "journal.db");

    public HeliostatClient Owner => _owner!;

    public HeliostatClient Consumer => _consumer!;

    public Server Manager => _manager!;

    public IReadOnlyList<TestNode> Nodes => _nodes;

    /// <summary>What the manager is started with, beside what each needs.</summary>
    public List<string> ManagerOptions { get; } = [];

    /// <summary>Done when all has ended, before the network's folder goes.</summary>
    public Func<Task> Leaving { get; set; } = static () => Task.CompletedTask;

    /// <summary>The environment in which <c>heliostat</c> is the consumer's.</summary>
    public IReadOnlyDictionary<string, string> ConsumerVariables => new Dictionary<string, string>
    {
        ["HELIOSTAT_KEY_FILE"] = ConsumerKeyFile,
        ["HELIOSTAT_HOME"] = Under("home"),
    };

    public string Under(params string[] names) => _folder.Under(names);

    /// <summary>A network with nodes that are connected and healthy.</summary>
    /// <param name="nodes">How many.</param>
    /// <param name="prepare">Done with each node before it starts.</param>
    /// <param name="first">Done before the manager starts.</param>
    public static async Task<TestNetwork> StartAsync(
        int nodes, Action<TestNode>? prepare = null, Func<TestNetwork, Task>? first = null)
    {
        var network = new TestNetwork();
        try
        {
            await (first?.Invoke(network) ?? Task.CompletedTask);
            await network.StartManagerAsync();
            network._owner = HeliostatClient.FromKeyFile(network.OwnerKeyFile);
            await network.CreateAsync(AccountCalls.Consumer, "consumer", network.ConsumerKeyFile);
            network._consumer = HeliostatClient.FromKeyFile(network.ConsumerKeyFile);
            for (var number = 1; number <= nodes; number++)
            {
                var node = await network.RegisterAsync($"node-{number}");
                prepare?.Invoke(node);
                network.Start(node);
            }

            await network.HealthyAsync();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the manager, the first time or again after it was killed.</summary>
    public async Task StartManagerAsync()
    {
        _manager = Server.Start(
            [
                "manager", "run",
                "--data", Under("manager"),
                "--port", _port.ToString(CultureInfo.InvariantCulture),
                "--blob-port", _blobPort.ToString(CultureInfo.InvariantCulture),
                "--owner-key-file", OwnerKeyFile,
                "--allow-loopback-webhooks",
                .. ManagerOptions,
            ],
            new Dictionary<string, string>());
        await _manager.SpokeAsync(ManagerSecondsMax);
        await ReadyAsync();
    }

    /// <summary>Starts a node, the first time or again after it was killed.</summary>
    public void Start(TestNode node)
    {
        var variables = new Dictionary<string, string>(node.Variables)
        {
            ["HELIOSTAT_HOME"] = node.Folder,
            ["GATEWAY_URL"] = Url,
            ["HEALTH_PORT"] = "0",
        };
        node.Process = Server.Start(["node", "run"], variables, node.Enter);
    }

    /// <summary>Starts the manager again after it was killed.</summary>
    public async Task RestartManagerAsync()
    {
        await Manager.DisposeAsync();
        await StartManagerAsync();
    }

    /// <summary>Starts a node again after it was killed.</summary>
    public async Task RestartAsync(TestNode node)
    {
        await node.Process!.DisposeAsync();
        Start(node);
    }

    /// <summary>Forgets a node that was killed and never comes back.</summary>
    public async Task RetireAsync(TestNode node)
    {
        await node.Process!.DisposeAsync();
        _nodes.Remove(node);
    }

    /// <summary>Makes an account; its key goes to a file.</summary>
    public async Task<AccountResource> CreateAsync(string kind, string name, string keyFile)
    {
        var made = await Owner.Accounts.CreateAsync(kind, name, CancellationToken.None);
        KeyFiles.Write(keyFile, new KeyFile(Url, made.Key.Key.PublicKey, made.Key.SecretKey));
        return made.Account;
    }

    /// <summary>Registers a node of a new operator, through the program.</summary>
    public async Task<TestNode> RegisterAsync(string name)
    {
        var key = Under($"operator-of-{name}.json");
        await CreateAsync(AccountCalls.Operator, $"operator of {name}", key);
        var folder = Under("nodes", name);
        var run = await ToolRun.HeliostatAsync(
            new Dictionary<string, string> { ["HELIOSTAT_HOME"] = folder },
            "node", "register", "--json", "--gateway-url", Url, "--name", name, "--operator-key-file", key);
        using var answer = JsonDocument.Parse(run.Succeeded().Output);
        var node = new TestNode(name, answer.RootElement.GetProperty("node_id").GetGuid(), folder, key);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Waits until every node that runs is connected and healthy.</summary>
    public Task HealthyAsync() => WaitAsync(
        NodesSecondsMax,
        "all nodes are healthy",
        async () =>
        {
            var seen = await Owner.Nodes.AllAsync().ToDictionaryAsync(node => node.Uuid);
            foreach (var node in _nodes.Where(node => node.Process is not null))
            {
                Assert.False(node.Process!.HasExited, $"{node.Name} ended:\n{node.Process.Log}");
            }

            return _nodes.Where(node => node.Process is not null)
                .All(node => seen.GetValueOrDefault(node.Id) is { Status: "HEALTHY", Connected: true });
        });

    /// <summary>Waits for something, for a bounded time.</summary>
    public async Task WaitAsync(int secondsMax, string what, Func<Task<bool>> isSo)
    {
        var deadline = DateTime.UtcNow.AddSeconds(secondsMax);
        while (!await isSo())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Waited {secondsMax} s until {what}.\n{Logs()}");
            await Task.Delay(LookMilliseconds);
        }
    }

    /// <summary>Waits for the end of a job.</summary>
    public async Task<JobResource> EndAsync(Guid job, int secondsMax)
    {
        var last = await Consumer.Jobs.GetAsync(job, CancellationToken.None);
        await WaitAsync(secondsMax, $"the job ended (it is {last.Status}, {last.Units})", async () =>
        {
            last = await Consumer.Jobs.GetAsync(job, CancellationToken.None);
            return JobStatuses.HasEnded(last.Status);
        });
        return last;
    }

    /// <summary>Runs <c>heliostat</c> as the consumer.</summary>
    public Task<ToolRun> HeliostatAsync(params string[] arguments) =>
        ToolRun.HeliostatAsync(ConsumerVariables, arguments);

    public string Logs() => string.Join(
        "\n\n",
        _nodes.Select(node => $"{node.Name}:\n{node.Process?.Log}").Prepend($"manager:\n{_manager?.Log}"));

    public async ValueTask DisposeAsync()
    {
        _owner?.Dispose();
        _consumer?.Dispose();
        var servers = _nodes.Select(node => node.Process).Append(_manager).OfType<Server>().ToList();
        var ends = await Task.WhenAll(servers.Select(EndAsync));
        await Leaving();
        _folder.Dispose();
        Assert.Empty(ends.OfType<Exception>());
    }

    private static async Task<Exception?> EndAsync(Server server)
    {
        try
        {
            await server.DisposeAsync();
            return null;
        }
        catch (InvalidOperationException cause)
        {
            return cause;
        }
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient();
        await WaitAsync(ManagerSecondsMax, "the manager is ready", async () =>
        {
            Assert.False(Manager.HasExited, $"The manager ended:\n{Manager.Log}");
            try
            {
                using var answer = await http.GetAsync(new Uri($"{Url}/health/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
