using System.Text.Json;
using Heliostat.Client;
using Heliostat.Client.Calls;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Manager.Hosting;
using Heliostat.Manager.Jobs;
using Heliostat.Node.Registering;
using Heliostat.Node.Streams;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliostat.Node.Tests.Streams;

/// <summary>
/// A whole manager and a whole node in this process, over real sockets. Its jobs have the ports of a docker job, and
/// their runs are a plugin that waits.
/// </summary>
internal sealed class StreamLife : IAsyncDisposable
{
    private const string Waiting = "waits";

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private NodeAgent _agent = null!;
    private Task _running = Task.CompletedTask;

    public ServingHost Manager { get; private set; } = null!;

    public ManagerParts Parts => Manager.Parts;

    public HeliostatClient Consumer { get; private set; } = null!;

    public KeyFile ConsumerKey { get; private set; } = null!;

    public KeyFile OwnerKey => KeyFiles.Read(Path.Combine(_folder.File("manager"), "owner.key.json")) with
    {
        Url = Manager.Origins.Api,
    };

    public LogLines Log { get; } = new();

    public NodeId Node { get; private set; }

    public static async Task<StreamLife> StartAsync(
        IContainerPorts ports, Func<ManagerOptions, ManagerOptions>? set = null)
    {
        var life = new StreamLife();
        var options = new ManagerOptions { DataFolder = life._folder.File("manager"), Port = 0, BlobPort = 0 };
        life.Manager = await ManagerHost.StartAsync(
            set is null ? options : set(options), NullLoggerFactory.Instance, CancellationToken.None);
        using var owner = new HeliostatClient(life.OwnerKey);
        life.ConsumerKey = await life.CreateAsync(owner, AccountCalls.Consumer);
        life.Consumer = new HeliostatClient(life.ConsumerKey);
        KeyFiles.Write(life._folder.File("operator.json"), await life.CreateAsync(owner, AccountCalls.Operator));
        await life.StartNodeAsync(ports);
        return life;
    }

    /// <summary>Submits a job with ports, and waits until its one run is live.</summary>
    public async Task<RunId> SubmitAsync(int port, params string[] allowed)
    {
        var parameters = new ContainerParameters { Image = "none", Ports = [port, 22], AllowedIps = allowed };
        var particulars = new JobParticulars(new string('0', 32), null, null, new JobParameters(
            JobTypes.Docker, JsonSerializer.SerializeToElement(parameters, ApiJson.Default.ContainerParameters)));
        var bytes = particulars.ToBytes();
        var name = JobParticulars.NameOf(bytes);
        await Parts.Seals.SealAsync([ParticularsShelf.ToSeal(name, bytes)]);
        var spec = new JobSpec(
            JobKind.Batch,
            new JobNeeds(0, 0, 0, 0),
            new JobLimits(null, 0, JobLimits.TimeoutRunMsMax, 50),
            null,
            new PluginSettings(Waiting, 1, ContentHash.Of("null"u8)),
            name);
        var account = Parts.Gate.Keys.Find(ConsumerKey.PublicKey)!.Account;
        var outcome = await Parts.Loop.SubmitAsync(new SubmitJob(account, spec));
        Assert.Null(outcome.Refused);
        var run = new RunId(((JobSubmitted)outcome.Decision.Events[0]).Job, 0, 1);
        await UntilAsync(() => Parts.Loop.AskAsync(
            network => network.Jobs.Find(run.Job)?.FindTask(0)?.State == TaskState.Running));
        return run;
    }

    /// <summary>The key of another consumer.</summary>
    public async Task<KeyFile> CreateConsumerAsync()
    {
        using var owner = new HeliostatClient(OwnerKey);
        return await CreateAsync(owner, AccountCalls.Consumer);
    }

    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var i = 0; !await isSo(); i++)
        {
            Assert.True(i < 3_000, "It did not come to be in time.");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _agent.DisposeAsync();
        Consumer.Dispose();
        await Manager.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }

    private async Task StartNodeAsync(IContainerPorts ports)
    {
        var home = new NodeHome(_folder.File("home"));
        var http = NodeSurroundings.CreateHttp();
        var wish = new RegistrationWish(
            Manager.Origins.Api, "the node", ["echo"], _folder.File("operator.json"), Force: false);
        Node = (await new NodeRegistrar(home, http).RegisterAsync(wish, CancellationToken.None)).NodeId;
        var settings = home.ReadSettings()!;
        Assert.True(GatewayAddress.TryParse(Manager.Origins.Api, out var gateway, out _));
        var identity = new NodeIdentity(Node, gateway!, home.ReadKey(), settings.Token!);
        var options = new NodeAgentOptions
        {
            Facts = new NodeFacts("test", [Waiting], NodeDuties.Both, "cpu/test", 2, 4L << 30, 2, 64),
            Plugins = [new CustomPlugin(Waiting, ["/bin/sleep", "3600"])],
            DrainSecondsMax = 0,
            Ports = ports,
        };
        _agent = new NodeAgent(identity, options, new NodeSurroundings(TimeProvider.System, Log, http));
        _running = _agent.RunAsync(_stop.Token);
        await UntilAsync(() => Parts.Loop.AskAsync(network => network.Nodes.Find(Node) is { IsOpen: true }));
    }

    private async Task<KeyFile> CreateAsync(HeliostatClient owner, string kind)
    {
        var made = await owner.Accounts.CreateAsync(kind, kind, CancellationToken.None);
        return new KeyFile(Manager.Origins.Api, made.Key.Key.PublicKey, made.Key.SecretKey);
    }
}
