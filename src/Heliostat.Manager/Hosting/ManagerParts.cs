using Heliostat.Core;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Blobs;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Logs;
using Heliostat.Manager.Loop;
using Heliostat.Manager.News;
using Heliostat.Manager.Nodes;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Recipes;
using Heliostat.Manager.Streams;
using Heliostat.Manager.Vault;
using Heliostat.Manager.Verifying;
using Heliostat.Manager.Views;
using Heliostat.Manager.Webhooks;
using Heliostat.Storage;
using Heliostat.Storage.Disk;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Hosting;

/// <summary>Everything that a manager is put together from, each part once.</summary>
internal sealed class ManagerParts : IAsyncDisposable
{
    private ManagerParts(ManagerOptions options, SecretVault vault, ManagerLoop loop, ILoggerFactory loggers)
    {
        (Options, Vault, Loop, Loggers) = (options, vault, loop, loggers);
        Views = ViewStore.Open(LoopOptionsOf(options), loop, loggers.CreateLogger<ViewStore>());
        Store = new DiskBlobStore(Path.Combine(options.DataFolder, "blobs"));
        Seals = new SealQueue(vault);
        Storage = new StorageDesk(Store, Quotas, TimeProvider.System);
        Urls = new BlobUrls(vault.BlobUrlKeys(), TimeProvider.System);
        Gate = new GateBooks(
            new KeyRing(vault),
            new NonceBook(),
            new FailureLimit(TimeProvider.System),
            new RateLimit(TimeProvider.System, options.RequestsPerSecond));
        Idempotency = new IdempotencyBook(vault, TimeProvider.System);
        Shelf = new ParticularsShelf(vault);
        Tokens = new NodeTokens(loop, Nodes);
        Presence = new Presence(loop, Nodes, Connections);
        Dispatcher = new Dispatcher(Connections, Jobs, Shelf, loggers.CreateLogger<Dispatcher>());
        Judge = new Judge(loop, Store, TimeProvider.System, loggers.CreateLogger<Judge>());
        Streams = MakeStreams();
        Reads = new JobReads(
            new ViewReads(loop, Views), new JobResources(Shelf, Nodes, Urls), Streams.Resources);
        var marks = new BlobMarks(loop, Reads.Reads, Store);
        Sweeps = new BlobSweeper(marks, Store, loop, options.KeepBlobsDays, loggers.CreateLogger<BlobSweeper>())
        {
            AlsoLetGo = LetLogsGo,
        };
        News = new NewsReader(Reads);
        Notifier = new Notifier(loop, Jobs, News, loggers.CreateLogger<Notifier>());
        Webhooks = new WebhookDesk(options, loop, vault, Seals, loggers.CreateLogger<WebhookDesk>());
        Recipes = new RecipeDesk(vault, Seals);
        NewsSources = new NewsSources(
            loop, Views, new NewsWriter(Jobs, Views), loggers.CreateLogger<AccountNews>());
        AccountNews = new AccountNews(NewsSources, Webhooks.Ring, Webhooks.Outbox, Webhooks.Courier);
        Desk = new RegistrationDesk(loop, Tokens);
        Logs = new RunLogs(
            Path.Combine(options.DataFolder, "logs"), loop, loggers.CreateLogger<RunLogs>());
        Relay = new RelayDesk(
            loop,
            Nodes,
            Tokens,
            Connections,
            Presence,
            new Belief(loop, Jobs, Store),
            Notifier,
            loggers.CreateLogger<NodeConnection>())
        {
            Streams = Streams.Desk,
            Logs = Logs,
        };
    }

    public ManagerOptions Options { get; }

    public SecretVault Vault { get; }

    public ManagerLoop Loop { get; }

    public ILoggerFactory Loggers { get; }

    public ViewStore Views { get; }

    public IBlobStore Store { get; }

    public QuotaRing Quotas { get; } = new();

    public StorageDesk Storage { get; }

    public BlobSweeper Sweeps { get; }

    public SealQueue Seals { get; }

    public BlobUrls Urls { get; }

    public GateBooks Gate { get; }

    public IdempotencyBook Idempotency { get; }

    public ParticularsShelf Shelf { get; }

    public NodeRoster Nodes { get; } = new();

    public JobRoster Jobs { get; } = new();

    public NodeConnections Connections { get; } = new();

    public CommandFigures Commands { get; } = new();

    public HttpFigures Http { get; } = new();

    public NodeTokens Tokens { get; }

    public Presence Presence { get; }

    public Dispatcher Dispatcher { get; }

    public Judge Judge { get; }

    public JobReads Reads { get; }

    public NewsReader News { get; }

    public Notifier Notifier { get; }

    public WebhookDesk Webhooks { get; }

    public RecipeDesk Recipes { get; }

    public NewsSources NewsSources { get; }

    public AccountNews AccountNews { get; }

    public RegistrationDesk Desk { get; }

    public RunLogs Logs { get; }

    public RelayDesk Relay { get; }

    public StreamParts Streams { get; }

    /// <summary>Opens everything, starts the loop, and fills what is kept in memory from the books.</summary>
    public static async Task<ManagerParts> OpenAsync(
        ManagerOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        var vault = SecretVault.OpenFile(Path.Combine(options.DataFolder, "vault.db"), options.VaultKeyPath);
        ManagerLoop? loop = null;
        try
        {
            loop = ManagerLoop.Open(LoopOptionsOf(options), vault, time, loggers);
            var parts = new ManagerParts(options, vault, loop, loggers);
            await parts.StartAsync();
            return parts;
        }
        catch
        {
            if (loop is not null)
            {
                await loop.DisposeAsync();
            }

            vault.Dispose();
            throw;
        }
    }

    /// <summary>Drains the loop and closes everything, the files last.</summary>
    public async ValueTask DisposeAsync()
    {
        await Sweeps.DisposeAsync();
        await Loop.StopAsync();
        await Streams.Doors.DisposeAsync();
        Streams.Forwarder.Dispose();
        await Judge.DisposeAsync();
        await Dispatcher.DisposeAsync();
        await Notifier.DisposeAsync();
        await AccountNews.DisposeAsync();
        await Webhooks.DisposeAsync();
        await Logs.DisposeAsync();
        await Views.DisposeAsync();
        await Loop.DisposeAsync();
        await Seals.DisposeAsync();
        Vault.Dispose();
    }

    // The logs of a job go with its files.
    private void LetLogsGo(long finalSinceMs) => Logs.Sweep(
        job => Jobs.Find(job) is not null
            || (Views.FindJob(job) is { } row && (row.FinalAtMs is not { } final || final >= finalSinceMs)));

    private static LoopOptions LoopOptionsOf(ManagerOptions options) => new(
        options.DataFolder, ManagerVersion.Text, options.AcceptClock);

    private StreamParts MakeStreams()
    {
        var desk = new StreamDesk(Loop, Connections, new OpenTunnels(TimeProvider.System));
        var ports = new PortShelf(Shelf);
        var book = Options.StreamPorts is { } range ? new PortBook(Vault, range) : null;
        var places = new DoorPlaces(Options.Address, book);
        var doors = new PortDoors(desk, ports, Jobs, places, Loggers.CreateLogger<PortDoors>());
        return new StreamParts(desk, ports, doors, new AccessTokens(Vault));
    }

    private async Task StartAsync()
    {
        // The order counts: what others ask about is told first.
        IJournalReader[] readers =
        [
            Gate.Keys, Quotas, Nodes, Jobs, Commands, Dispatcher, Judge, Notifier, Webhooks.Ring, Recipes.Ring,
            AccountNews,
        ];
        Array.ForEach(readers, Loop.Attach);
        Loop.Attach(new StreamEnds(Streams.Desk.Open));
        Loop.Attach(Streams.Doors);
        await Loop.StartAsync();
        await Loop.AskAsync(Fill);
        await Judge.StartAsync();
        Webhooks.Courier.Fill();
        AccountNews.Start();
        Gate.Nonces.Fill(Loop.Journal.ReadNonces(Loop.Now.UnixMs));
        Idempotency.ForgetOld();
    }

    private bool Fill(Network network)
    {
        Gate.Keys.Fill(network);
        Quotas.Fill(network);
        Nodes.Fill(network);
        Jobs.Fill(network);
        Presence.Fill(network);
        Webhooks.Fill(network);
        Streams.Doors.Fill(network);
        Recipes.Fill(network);
        return true;
    }
}
