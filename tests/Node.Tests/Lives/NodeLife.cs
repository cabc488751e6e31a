using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Heliostat.Client;
using Heliostat.Client.Calls;
using Heliostat.Core.Nodes;
using Heliostat.Manager.Hosting;
using Heliostat.Node.Registering;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliostat.Node.Tests.Lives;

/// <summary>
/// A whole manager and a whole node in this process, over real sockets, each with a clock of its own that a test moves:
/// where only the manager's goes on, the node is silent.
/// </summary>
internal sealed class NodeLife : IAsyncDisposable
{
    public const string Failing = "fails";

    private const int RealSecondsMax = 60;
    private const int LookMilliseconds = 20;
    private const int SilentStepSeconds = 30;

    // Much faster, and what the network takes in earnest would be late by the node's clock.
    private const int Haste = 10;

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ServingHost _manager;
    private Task _node = Task.CompletedTask;

    private NodeLife(ServingHost manager, TemporaryFolder folder) => (_manager, _folder) = (manager, folder);

    /// <summary>The manager's clock; it begins at the real time, by which clients sign.</summary>
    public ManualTime ManagerTime { get; private init; } = null!;

    /// <summary>The node's clock.</summary>
    public ManualTime NodeTime { get; } = new();

    /// <summary>What the node logged.</summary>
    public LogLines Log { get; } = new();

    public NodeHome Home => new(_folder.File("home"));

    public NodeId Id { get; private set; }

    private string OperatorKey => _folder.File("operator.json");

    private string ConsumerKey => _folder.File("consumer.json");

    private string OwnerKey => Path.Combine(_folder.File("manager"), "owner.key.json");

    /// <summary>A manager, its accounts, and a node that is registered and does not run yet.</summary>
    public static async Task<NodeLife> StartAsync()
    {
        var folder = new TemporaryFolder();
        var time = new ManualTime(DateTimeOffset.UtcNow);
        var options = new ManagerOptions { DataFolder = folder.File("manager"), Port = 0, BlobPort = 0 };
        var manager = await ManagerHost.StartAsync(options, NullLoggerFactory.Instance, CancellationToken.None, time);
        var life = new NodeLife(manager, folder) { ManagerTime = time };
        using var owner = new HeliostatClient(KeyFiles.Read(life.OwnerKey) with { Url = manager.Origins.Api });
        await life.CreateAsync(owner, AccountCalls.Operator, life.OperatorKey);
        await life.CreateAsync(owner, AccountCalls.Consumer, life.ConsumerKey);
        using var http = NodeSurroundings.CreateHttp();
        var wish = new RegistrationWish(manager.Origins.Api, "the node", ["echo"], life.OperatorKey, Force: false);
        var registered = await new NodeRegistrar(life.Home, http).RegisterAsync(wish, CancellationToken.None);
        life.Id = registered.NodeId;
        return life;
    }

    /// <summary>Runs the node.</summary>
    public void StartNode()
    {
        var configuration = NodeConfiguration.Read(name => name == NodeHome.Variable ? Home.Folder : null) with
        {
            Capabilities = ["echo", Failing, "render"],
            Plugins = [new CustomPlugin(Failing, ["/no/such/program"])],
            Blender = "/no/such/blender",
            HealthPort = 0,
        };
        var surroundings = new NodeSurroundings(NodeTime, Log, NodeSurroundings.CreateHttp());
        _node = Task.Run(() => NodeHost.RunAsync(configuration, surroundings, _stop.Token));
    }

    /// <summary>Looks at the manager's books.</summary>
    public Task<T> LookAsync<T>(Func<Core.Nodes.Node, T> look) =>
        _manager.Parts.Loop.AskAsync(network => look(network.Nodes.Find(Id)!));

    /// <summary>Waits, by the real clock, until the manager has it so.</summary>
    public async Task BecomesAsync(NodeState state)
    {
        var deadline = DateTime.UtcNow.AddSeconds(RealSecondsMax);
        while (await LookAsync(node => node.State) != state)
        {
            Assert.True(
                DateTime.UtcNow < deadline,
                $"It is {await LookAsync(node => $"{node.State}: {node.StateReason}")}, not {state}.\n"
                + string.Join('\n', Log.Lines));
            await Task.Delay(LookMilliseconds);
        }
    }

    /// <summary>
    /// Lets the manager's time pass until it misses the node. What the node said before the clock was moved may be
    /// heard after, so one step need not be enough.
    /// </summary>
    public async Task FallsSilentAsync()
    {
        var deadline = DateTime.UtcNow.AddSeconds(RealSecondsMax);
        while (await LookAsync(node => node.State) == NodeState.Healthy)
        {
            Assert.True(DateTime.UtcNow < deadline, $"It is never silent.\n{string.Join('\n', Log.Lines)}");
            ManagerTime.Advance(TimeSpan.FromSeconds(SilentStepSeconds));
            await Task.Delay(LookMilliseconds);
        }
    }

    /// <summary>Lets the node's time pass until it logged something once more.</summary>
    public Task LogsAgainAsync(string line)
    {
        var before = Count(line);
        return WithNodeTimeAsync(() => Count(line) > before, line);
    }

    /// <summary>Waits, by the real clock, until the node logged something.</summary>
    public Task LoggedAsync(string line, int times = 1) => Wait.UntilAsync(() => Count(line) >= times, line);

    /// <summary>Waits for something while the node's time passes, some ten times as fast as the real one.</summary>
    public async Task WithNodeTimeAsync(Func<bool> isSo, string what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(RealSecondsMax);
        while (!isSo())
        {
            Assert.True(DateTime.UtcNow < deadline, $"It did not come to be: {what}.\n{string.Join('\n', Log.Lines)}");
            NodeTime.Advance(TimeSpan.FromMilliseconds(LookMilliseconds * Haste));
            await Task.Delay(LookMilliseconds);
        }
    }

    public int Count(string line) => Log.Lines.Count(said => said.StartsWith(line, StringComparison.Ordinal));

    /// <summary>What the node's health endpoint says.</summary>
    public async Task<JsonElement> HealthAsync()
    {
        const string Words = "Health on ";
        using var http = new HttpClient();
        var url = Log.Lines.Single(line => line.StartsWith(Words, StringComparison.Ordinal))[Words.Length..];
        return JsonElement.Parse(await http.GetStringAsync(new Uri(url)));
    }

    /// <summary>Submits a job; its id.</summary>
    public async Task<Guid> SubmitAsync(string type)
    {
        var answer = await SendAsync(ConsumerKey, HttpMethod.Post, "/v1/jobs", $$"""
            {"max_timeout_run_ms":600000,"parameters":{"type":"plugin","parameters":
            {"job_type":"{{type}}","payload":{} } } }
            """);
        return JsonElement.Parse(answer).GetProperty("uuid").GetGuid();
    }

    public Task CancelAsync(Guid job) => SendAsync(ConsumerKey, HttpMethod.Put, $"/v1/jobs/{job}/cancel");

    public Task DrainAsync() => SendAsync(OperatorKey, HttpMethod.Put, $"/v1/nodes/{Id}/drain");

    public Task UndrainAsync() => SendAsync(OperatorKey, HttpMethod.Put, $"/v1/nodes/{Id}/undrain");

    public async Task BanAsync()
    {
        var account = await LookAsync(node => node.Operator);
        await SendAsync(OwnerKey, HttpMethod.Put, $"/v1/accounts/{account}/ban");
    }

    public async ValueTask DisposeAsync()
    {
        // The last words of a node are said by its own clock too.
        await _stop.CancelAsync();
        await WithNodeTimeAsync(() => _node.IsCompleted, "the node ended");
        await _manager.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }

    private async Task CreateAsync(HeliostatClient owner, string kind, string keyFile)
    {
        var made = await owner.Accounts.CreateAsync(kind, kind, CancellationToken.None);
        KeyFiles.Write(keyFile, new KeyFile(_manager.Origins.Api, made.Key.Key.PublicKey, made.Key.SecretKey));
    }

    // Signed at the manager's time, which may be hours after the real one.
    private async Task<string> SendAsync(string keyFile, HttpMethod method, string path, string body = "")
    {
        var key = KeyFiles.Read(keyFile);
        var bytes = Encoding.UTF8.GetBytes(body);
        var at = ManagerTime.GetUtcNow().ToUnixTimeMilliseconds();
        var signer = new RequestSigner(key.PublicKey, key.SecretKey);
        using var request = new HttpRequestMessage(method, _manager.Origins.Api + path);
        foreach (var (name, value) in
            signer.Sign(method.Method, path, "", bytes, at, Guid.NewGuid().ToString("N")).ToHeaders())
        {
            request.Headers.Add(name, value);
        }

        if (bytes.Length > 0)
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var http = new HttpClient();
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }
}
