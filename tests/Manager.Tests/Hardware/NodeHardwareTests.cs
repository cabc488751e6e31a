using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Tests.Hardware;

/// <summary>What nodes say of their hardware, over a real connection, and how the API shows it.</summary>
public sealed class NodeHardwareTests : IAsyncLifetime
{
    private const long Gb = 1L << 30;

    private static readonly GpuState Gpu = new()
    {
        Index = 0,
        Name = "NVIDIA GeForce RTX 4090",
        Uuid = "GPU-1",
        VramBytes = 24 * Gb,
        VramFreeBytes = 23 * Gb,
        Driver = "550.54.15",
        Cuda = "12.4",
        TemperatureCelsius = 41,
        LoadPercent = 7,
        PowerMilliwatts = 61_500,
    };

    private static readonly HardwareReport Whole = new()
    {
        Cpus = [new CpuFact("AMD EPYC 9654", 96, 192, "x64", 2_400, "H13", ["avx2", "avx512f"])],
        CpuLoadPercents = [10, 20, 60],
        Memory = new SpaceState("memory", 64 * Gb, 48 * Gb),
        Drives = [new SpaceState("work (ext4)", 1_000 * Gb, (400 * Gb) + (Gb / 2))],
        Gpus = [Gpu],
    };

    private LiveManager _manager = null!;
    private ApiClient _operator = null!;
    private LiveNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _operator = await _manager.OperatorAsync();
        _node = await LiveNode.RegisterAsync(_operator);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task What_a_node_says_when_it_joins_is_shown_whole()
    {
        await _node.JoinAsync();
        var shown = await SayAsync(Whole);

        var cpu = Assert.Single(shown.Cpus);
        Assert.Equal(("AMD EPYC 9654", 96, 192, "x64"), (cpu.Name, cpu.NumCores, cpu.NumThreads, cpu.Architecture));
        Assert.Equal((2_400, "H13", "avx2 avx512f"), (cpu.BaseClockMhz, cpu.Chipset, string.Join(' ', cpu.Features)));
        var gpu = Assert.Single(shown.Gpus);
        Assert.Equal((23m, 24m, 41, 7, 61.5m), (
            gpu.VramGbAvailable, gpu.VramGbMax, gpu.TemperatureCelsius, gpu.LoadPercent, gpu.PowerWatts));
        Assert.Equal(GpuRegistry.Shipped.Find("RTX 4090", null)!.Uuid, gpu.GpuRegistryUuid);
        Assert.Equal(("550.54.15", "12.4", "GPU-1", null), (
            gpu.DriverVersion, gpu.CudaVersion, gpu.Uuid, gpu.Trouble));
        var drive = Assert.Single(shown.HardDrives);
        Assert.Equal(("work (ext4)", 400.5m, 1_000m), (drive.Name, drive.AvailableCapacityGb, drive.MaxCapacityGb));
        var ram = Assert.Single(shown.Rams);
        Assert.Equal((48m, 64m, 64m), (ram.MemoryGbAvailable, ram.MemoryGbMax, shown.RamTotal));
    }

    [Fact]
    public async Task The_latest_event_has_the_loads_in_the_shape_that_clients_know()
    {
        await _node.JoinAsync();
        await SayAsync(Whole);

        using var answer = await _operator.SendAsync("GET", $"/v1/nodes/{_node.Id}");
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        var happened = json.GetProperty("latest_hardware_event");
        Assert.Equal("node_hardware_event", happened.GetProperty("object").GetString());
        Assert.True(happened.GetProperty("timestamp_ms").GetInt64() > 0);
        Assert.Equal(
            $$$"""
            {"cpu":{"average":30,"cores":[10,20,60]},
            "gpu":{"gpus":[{"load":7,"name":"NVIDIA GeForce RTX 4090",
            "vram":{"free":{{{23 * Gb}}},"total":{{{24 * Gb}}}}}],"average":7},
            "ram":{"free":{{{48 * Gb}}},"total":{{{64 * Gb}}}},
            "storage":{"hard_drives":[{"name":"work (ext4)",
            "free":{{{(400 * Gb) + (Gb / 2)}}},"total":{{{1_000 * Gb}}}}]}}
            """.ReplaceLineEndings(""),
            happened.GetProperty("metadata").GetRawText());
        Assert.Equal(64, json.GetProperty("ramTotal").GetDecimal());
        Assert.Equal(
            json.GetProperty("gpus").GetRawText(),
            json.GetProperty("current_hardware").GetProperty("gpus").GetRawText());
    }

    [Fact]
    public async Task A_later_report_changes_only_what_it_names()
    {
        await _node.JoinAsync();
        await SayAsync(Whole);
        var shown = await SayAsync(new HardwareReport { Gpus = [Gpu with { TemperatureCelsius = 80 }] });

        Assert.Equal(80, Assert.Single(shown.Gpus).TemperatureCelsius);
        Assert.Equal("AMD EPYC 9654", Assert.Single(shown.Cpus).Name);
        Assert.Equal([10, 20, 60], shown.LatestHardwareEvent!.Metadata.Cpu.Cores);
    }

    [Fact]
    public async Task Nothing_of_a_report_that_is_out_of_bounds_is_kept_and_the_connection_lives()
    {
        var other = new HardwareReport { Cpus = [Whole.Cpus![0] with { Name = "other" }] };
        HardwareReport[] strange =
        [
            other with { CpuLoadPercents = [101] },
            other with { CpuLoadPercents = new int[4_097] },
            other with { Memory = new SpaceState("memory", -1, 0) },
            other with { Drives = [new SpaceState(new string('x', 101), 1, 1)] },
            other with { Drives = [.. Enumerable.Repeat(Whole.Drives![0], 17)] },
            other with { Gpus = [.. Enumerable.Repeat(Gpu, NodeFacts.GpusMax + 1)] },
            other with { Gpus = [null!] },
            other with { Gpus = [Gpu with { Trouble = new string('x', 301) }] },
            other with { Cpus = [other.Cpus[0] with { Features = [.. Enumerable.Repeat("x", 65)] }] },
            other with { Cpus = [other.Cpus[0] with { Features = [""] }] },
            other with { Cpus = [other.Cpus[0] with { Threads = 0 }] },
        ];
        await _node.JoinAsync();
        await SayAsync(Whole);
        foreach (var report in strange)
        {
            var shown = await SayAsync(report);
            Assert.Equal("AMD EPYC 9654", Assert.Single(shown.Cpus).Name);
        }
    }

    [Fact]
    public async Task A_report_under_a_signature_is_refused_because_it_is_no_report_for_the_journal()
    {
        await _node.JoinAsync();
        var ack = await _node.ReportAsync(Whole);
        Assert.Equal("message-unsigned", Assert.Single(ack.Refused!).Code);
    }

    [Fact]
    public async Task After_a_restart_the_journal_still_knows_the_GPUs_and_their_trouble()
    {
        await _node.JoinAsync(LiveNode.Facts with
        {
            Gpus = [new NodeGpu("NVIDIA L4", 23_034L << 20, "550.54.15", "12.4")],
            GpuTrouble = "NVML initialised but GPU 1 is lost",
        });
        await SayAsync(Whole);
        await _manager.RestartAsync();

        var shown = await ShowAsync();
        var gpu = Assert.Single(shown.Gpus);
        Assert.Equal(("NVIDIA L4", null, 22.49m), (gpu.Name, gpu.VramGbAvailable, gpu.VramGbMax));
        Assert.Equal("NVML initialised but GPU 1 is lost", shown.GpuTrouble);
        Assert.Equal(4m, Assert.Single(shown.Rams).MemoryGbMax);
        Assert.Null(shown.LatestHardwareEvent);
        var listed = await _operator.GetAsync("/v1/nodes", ApiJson.Default.ListPageNodeResource);
        Assert.Equal("NVIDIA L4", Assert.Single(Assert.Single(listed.Data).Gpus).Name);
    }

    // A heartbeat is answered after what was said before it was heard.
    private async Task<NodeResource> SayAsync(HardwareReport report)
    {
        await _node.RemarkAsync(report);
        await _node.RemarkAsync(new HeartbeatPing());
        await _node.HearAsync<HeartbeatPong>();
        return await ShowAsync();
    }

    private Task<NodeResource> ShowAsync() =>
        _operator.GetAsync($"/v1/nodes/{_node.Id}", ApiJson.Default.NodeResource);
}
