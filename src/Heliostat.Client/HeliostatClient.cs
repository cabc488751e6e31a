using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.Client;

/// <summary>
/// A network as one API key sees it: jobs, nodes, accounts, keys and blobs. Every request is signed; those that are
/// safe to repeat are repeated when the manager cannot be reached. Safe for use by many threads.
/// </summary>
/// <example>
/// <code>
/// using var network = HeliostatClient.FromKeyFile("consumer.json");
/// var job = await network.Jobs.SubmitAsync(request, cancellation);
/// </code>
/// </example>
public sealed class HeliostatClient : IDisposable
{
    private readonly ApiConnection _connection;

    /// <summary>Talks to the manager at the key's own URL.</summary>
    /// <param name="key">The API key and the manager's origin.</param>
    /// <exception cref="HeliostatException">The URL is not an http or https origin.</exception>
    public HeliostatClient(KeyFile key)
        : this(key, new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(ConnectionMinutesMax) })
    {
    }

    /// <summary>Talks through a handler of the caller's, which is disposed with the client.</summary>
    /// <param name="key">The API key and the manager's origin.</param>
    /// <param name="handler">What carries the requests.</param>
    /// <exception cref="HeliostatException">The URL is not an http or https origin.</exception>
    public HeliostatClient(KeyFile key, HttpMessageHandler handler)
    {
        _connection = new ApiConnection(key, handler);
        Jobs = new JobCalls(_connection);
        Nodes = new NodeCalls(_connection);
        Gpus = new GpuCalls(_connection);
        Accounts = new AccountCalls(_connection);
        Keys = new KeyCalls(_connection);
        Webhooks = new WebhookCalls(_connection);
        Recipes = new RecipeCalls(_connection);
        Logs = new LogCalls(_connection);
        Offers = new OfferCalls(_connection);
        Blobs = new BlobCalls(_connection);
        Streams = new StreamCalls(_connection);
        Explain = new ExplainCalls(_connection);
        Manager = new ManagerCalls(_connection);
    }

    /// <summary>
    /// Minutes after which a connection is opened anew, so that a changed address of the manager is noticed.
    /// </summary>
    public const int ConnectionMinutesMax = 5;

    /// <summary>Submit, list, follow and cancel jobs.</summary>
    public JobCalls Jobs { get; }

    /// <summary>List, drain and undrain nodes.</summary>
    public NodeCalls Nodes { get; }

    /// <summary>List the kinds of GPUs that the network knows.</summary>
    public GpuCalls Gpus { get; }

    /// <summary>Create, list and ban accounts; for the network owner.</summary>
    public AccountCalls Accounts { get; }

    /// <summary>Create, list and revoke API keys of the caller's own account.</summary>
    public KeyCalls Keys { get; }

    /// <summary>Add, list, test and remove webhooks of the caller's own account.</summary>
    public WebhookCalls Webhooks { get; }

    /// <summary>Make, list and cook recipes.</summary>
    public RecipeCalls Recipes { get; }

    /// <summary>Read and follow what runs print.</summary>
    public LogCalls Logs { get; }

    /// <summary>List what could run a container now.</summary>
    public OfferCalls Offers { get; }

    /// <summary>Ask which blobs are to be uploaded, and where.</summary>
    public BlobCalls Blobs { get; }

    /// <summary>Talk to the ports of containers.</summary>
    public StreamCalls Streams { get; }

    /// <summary>Ask why something is as it is.</summary>
    public ExplainCalls Explain { get; }

    /// <summary>The manager itself: its health, its signed heads.</summary>
    public ManagerCalls Manager { get; }

    /// <summary>The newest signed head that came with any answer.</summary>
    public HeadKeeper Heads => _connection.Heads;

    /// <summary>The manager's origin.</summary>
    public Uri Origin => _connection.Origin;

    /// <summary>Reads a key file and talks with it.</summary>
    /// <exception cref="HeliostatException">The file is not there, or is not a key file.</exception>
    public static HeliostatClient FromKeyFile(string path) => new(KeyFiles.Read(path));

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
