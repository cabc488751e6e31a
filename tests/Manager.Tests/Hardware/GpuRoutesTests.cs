using System.Net;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Tests.Hardware;

public sealed class GpuRoutesTests : IAsyncLifetime
{
    private static readonly NodeGpu Rtx4090 = new("NVIDIA GeForce RTX 4090", 24_564L << 20, "550.54.15", "12.4");

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task The_registry_is_listed_page_by_page_to_consumers_operators_and_the_owner()
    {
        var all = GpuRegistry.Shipped.All;
        var seen = new List<Guid>();
        for (var page = 1; page <= (all.Count / 50) + 1; page++)
        {
            var listed = await ListAsync($"limit=50&page={page}");
            Assert.Equal((page, 50, all.Count), (listed.Page, listed.Limit, (int)listed.Total));
            seen.AddRange(listed.Data.Select(model => model.Uuid));
        }

        Assert.Equal(all.OrderBy(model => model.Name, StringComparer.Ordinal).Select(model => model.Uuid), seen);
        foreach (var client in new[] { await _manager.OperatorAsync(), _manager.Owner })
        {
            await client.GetAsync("/v1/gpu-registry", ApiJson.Default.ListPageGpuModelResource);
        }
    }

    [Fact]
    public async Task Vendor_name_and_memory_filter_what_is_listed()
    {
        var named = Assert.Single((await ListAsync("filter[name]=rtx4090")).Data);
        Assert.Equal(
            ("gpu_model", "NVIDIA", "GeForce RTX 4090", 24), (named.Object, named.Vendor, named.Name, named.VramGb));
        Assert.Equal((1_000_000, 500_000), (named.ComputeMillionths, named.RenderMillionths));
        Assert.Empty((await ListAsync("filter[name]=rtx4090&filter[min_vram_gb]=25")).Data);
        Assert.All((await ListAsync("filter[vendor]=amd")).Data, model => Assert.Equal("AMD", model.Vendor));
        Assert.NotEmpty((await ListAsync("filter[vendor]=amd")).Data);
        Assert.All((await ListAsync("filter[min_vram_gb]=141")).Data, model => Assert.True(model.VramGb >= 141));
        Assert.Empty((await ListAsync("filter[name]=RTX 9999")).Data);
    }

    [Fact]
    public async Task Only_what_a_connected_node_has_in_good_order_is_available()
    {
        await using var node = await LiveNode.RegisterAsync(await _manager.OperatorAsync());
        await using var broken = await LiveNode.RegisterAsync(await _manager.OperatorAsync());
        Assert.Empty((await ListAsync("filter[only_available]=true")).Data);
        await broken.JoinAsync(LiveNode.Facts with
        {
            Gpus = [Rtx4090 with { Name = "NVIDIA L4" }],
            GpuTrouble = "NVML initialised but GPU 0 is lost",
        });
        await node.JoinAsync(LiveNode.Facts with { Gpus = [Rtx4090, Rtx4090 with { Name = "of nobody" }] });

        var listed = await ListAsync("filter[only_available]=true");

        Assert.Equal("GeForce RTX 4090", Assert.Single(listed.Data).Name);
        Assert.True((await ListAsync("filter[only_available]=false")).Total > 1);
    }

    [Theory]
    [InlineData("filter[min_vram_gb]=-1")]
    [InlineData("filter[min_vram_gb]=65536")]
    [InlineData("filter[name]=NVIDIA")]
    [InlineData("filter[only_available]=yes")]
    [InlineData("filter[vendor]=nobody")]
    public Task A_filter_that_cannot_be_read_is_refused(string query) => _consumer.RefusedAsync(
        "GET", $"/v1/gpu-registry?{query}", null, HttpStatusCode.BadRequest, "filter-invalid");

    private Task<ListPage<GpuModelResource>> ListAsync(string query) =>
        _consumer.GetAsync(
            $"/v1/gpu-registry?{query.Replace(" ", "%20")}", ApiJson.Default.ListPageGpuModelResource);
}
