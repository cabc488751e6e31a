using System.Collections.Concurrent;
using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliostat.Manager.Tests.Loop;

/// <summary>A real loop over real files in a test's folder, with nodes that answer when the test says so.</summary>
internal sealed class TestManager : IJournalReader, IAsyncDisposable
{
    private readonly SecretVault _vault;
    private readonly ConcurrentQueue<CommittedGroup> _groups = [];

    private TestManager(TemporaryFolder folder, ManualTime time, bool acceptClock)
    {
        Options = new LoopOptions(folder.Path, "test", acceptClock);
        _vault = SecretVault.OpenFile(folder.File("vault.db"), folder.File("vault.key"));
        try
        {
            Loop = ManagerLoop.Open(Options, _vault, time, NullLoggerFactory.Instance);
        }
        catch
        {
            _vault.Dispose();
            throw;
        }

        Loop.Attach(this);
    }

    public LoopOptions Options { get; }

    public ManagerLoop Loop { get; }

    public IReadOnlyCollection<CommittedGroup> Groups => _groups;

    public static TestManager Open(TemporaryFolder folder, ManualTime? time = null, bool acceptClock = false) =>
        new(folder, time ?? new ManualTime(), acceptClock);

    public static async Task<TestManager> StartAsync(TemporaryFolder folder, ManualTime? time = null)
    {
        var manager = Open(folder, time);
        await manager.Loop.StartAsync();
        return manager;
    }

    public void Read(CommittedGroup group, Network network) => _groups.Enqueue(group);

    public Task<ContentHash> BooksHashAsync() => Loop.AskAsync(Books.HashOf);

    public async Task<IReadOnlyList<Event>> DoAsync(Command command)
    {
        var outcome = await Loop.SubmitAsync(command);
        Assert.Null(outcome.Refused);
        Assert.Empty(outcome.Decision.RefusedMessages);
        return outcome.Decision.Events;
    }

    public async Task<AccountId> OpenAccountAsync(AccountKind kind, string name) =>
        (await DoAsync(new OpenAccount(kind, name, $"pk_{name}"))).OfType<AccountOpened>().Single().Account;

    public async Task<TestNode> ConnectNodeAsync(string name)
    {
        var operatorId = await OpenAccountAsync(AccountKind.Operator, "operator of " + name);
        var node = new TestNode(Loop.NetworkId, new NodeId(Guid.NewGuid()));
        await DoAsync(new RegisterNode(node.Id, operatorId, name, node.PublicKey));
        await DoAsync(node.Hello());
        return node;
    }

    public async Task<JobId> SubmitEchoAsync(AccountId consumer, int count) =>
        await SubmitAsync(consumer, null, new PluginSettings(PluginSettings.Echo, count, Payload));

    public async Task<JobId> SubmitRenderAsync(AccountId consumer, string frames) =>
        await SubmitAsync(
            consumer,
            new BlenderSettings(ContentHash.Of("manifest"u8), frames, 2, ImageFormat.Png, 640, 360, 16, false, false),
            null);

    public static ContentHash Payload { get; } = ContentHash.Of("{}"u8);

    public async ValueTask DisposeAsync()
    {
        await Loop.DisposeAsync();
        _vault.Dispose();
    }

    private async Task<JobId> SubmitAsync(AccountId consumer, BlenderSettings? blender, PluginSettings? plugin)
    {
        var spec = new JobSpec(
            JobKind.Batch,
            new JobNeeds(0, 0, 0, 0),
            new JobLimits(null, 0, 3_600_000, 50),
            blender,
            plugin,
            ContentHash.Of("particulars"u8));
        return (await DoAsync(new SubmitJob(consumer, spec))).OfType<JobSubmitted>().Single().Job;
    }
}
