using System.Net;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Tests.Offers;

/// <summary>What is free, by region and hardware.</summary>
public sealed class OfferRoutesTests : IAsyncLifetime
{
    private const string Offers = "/v1/compute/offers";
    private const string Card = "NVIDIA GeForce RTX 4090";
    private const long Gibibyte = 1L << 30;

    private static readonly NodeFacts Plain = LiveNode.Facts with
    {
        Capabilities = ["docker", "echo"],
        CpuCount = 8,
        RamBytes = 32 * Gibibyte,
        DiskFreeBytes = 100 * Gibibyte,
    };

    private static readonly NodeFacts WithCards = Plain with
    {
        Gpus =
        [
            new NodeGpu(Card, 24 * Gibibyte, "550.54.15", "12.4"), new NodeGpu(Card, 24 * Gibibyte, "550.54.15", null),
        ],
        RamBytes = 64 * Gibibyte,
    };

    private readonly List<LiveNode> _nodes = [];
    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_that_are_alike_are_one_offer()
    {
        await JoinAsync(Plain);
        await JoinAsync(Plain with { DiskFreeBytes = 50 * Gibibyte });
        await JoinAsync(WithCards);
        await JoinAsync(Plain with { Capabilities = ["echo"] });
        await JoinAsync(WithCards with { GpuTrouble = "GPU 0 is lost" });

        var found = await ListAsync("");
        Assert.Equal([2, 1, 1], found.Select(offer => offer.Availability.Nodes));
        var (plain, cards) = (found[0], found.Single(offer => offer.Availability.Gpus > 0));
        Assert.Equal(
            (8, 32, (int?)50, 0, null),
            (plain.HardwareSummary.CpuCores, plain.HardwareSummary.RamGib, plain.HardwareSummary.StorageGib,
                plain.HardwareSummary.GpuCount, plain.HardwareSummary.GpuModelLabel));
        var model = GpuRegistry.Shipped.Find(Card, 24 * Gibibyte)!;
        Assert.Equal(
            (2, (Guid?)model.Uuid, (int?)24, $"2 x {model.Name}", null),
            (cards.HardwareSummary.GpuCount, cards.HardwareSummary.GpuRegistryUuid,
                cards.HardwareSummary.MinGpuVramGib, cards.HardwareSummary.GpuModelLabel, cards.Pricing));
        Assert.Equal(new OfferGpu(2, model.Uuid, 24, model.Name), Assert.Single(cards.HardwareSummary.GpuModels));
        Assert.Equal(found.Select(offer => offer.OfferId), (await ListAsync("")).Select(offer => offer.OfferId));
    }

    [Fact]
    public async Task A_node_that_works_or_has_left_offers_nothing()
    {
        var node = await JoinAsync(Plain);
        Assert.Single(await ListAsync(""));
        await _consumer.SubmitEchoAsync();
        await node.HearAsync<JobDispatch>();
        Assert.Empty(await ListAsync(""));
        var other = await JoinAsync(WithCards);
        Assert.Single(await ListAsync(""));
        await other.LeaveAsync();
        await Waits.UntilAsync(async () => (await ListAsync("")).Count == 0);
    }

    [Theory]
    [InlineData("cpu_count=8", 2)]
    [InlineData("cpu_count=9", 0)]
    [InlineData("gpu_count=2", 1)]
    [InlineData("gpu_count=3", 0)]
    [InlineData("gpu_name=RTX%204090", 1)]
    [InlineData("gpu_name=RTX%203060", 0)]
    [InlineData("min_vram_gb=24", 1)]
    [InlineData("min_vram_gb=25", 0)]
    [InlineData("min_ram_gb=33", 1)]
    [InlineData("min_storage_gb=100", 2)]
    [InlineData("min_storage_gb=101", 0)]
    [InlineData("allowed_region_codes=us-west-2", 0)]
    [InlineData("gpu_registry_uuid=00000000-0000-0000-0000-000000000001", 0)]
    [InlineData("limit=50&page=1&sort=gpu_count", 2)]
    public async Task Only_what_fits_is_offered(string query, int count)
    {
        await JoinAsync(Plain);
        await JoinAsync(WithCards);
        Assert.Equal(count, (await ListAsync(query)).Count);
    }

    [Theory]
    [InlineData("limit=51", "limit-invalid")]
    [InlineData("cpu_count=-1", "filter-invalid")]
    [InlineData("gpu_registry_uuid=x", "filter-invalid")]
    [InlineData("ignore_region_constraints=true", "parameter-unknown")]
    public async Task What_cannot_be_asked_is_refused(string query, string code) =>
        await _consumer.RefusedAsync("GET", $"{Offers}?{query}", null, HttpStatusCode.BadRequest, code);

    private async Task<IReadOnlyList<OfferResource>> ListAsync(string query) =>
        (await _consumer.GetAsync(
            query.Length == 0 ? Offers : $"{Offers}?{query}", ApiJson.Default.ListPageOfferResource)).Data;

    private async Task<LiveNode> JoinAsync(NodeFacts facts)
    {
        var node = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), $"n{_nodes.Count}");
        _nodes.Add(node);
        await node.JoinAsync(facts);
        await node.RemarkAsync(new HeartbeatPing());
        await node.HearAsync<HeartbeatPong>();
        return node;
    }
}
