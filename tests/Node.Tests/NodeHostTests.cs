using System.Runtime.Versioning;
using System.Text.Json;
using Heliostat.Node.Registering;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Tests;

/// <summary>The host, from its configuration to its last word.</summary>
[SupportedOSPlatform("linux")]
public sealed class NodeHostTests
{
    [Fact]
    public async Task A_node_runs_from_its_configuration_answers_for_its_health_and_leaves_when_asked()
    {
        using var folder = new TemporaryFolder();
        await using var relay = await TestRelay.StartAsync();
        var home = new NodeHome(folder.File("home"));
        home.WriteKey(relay.NodeKey);
        Assert.True(GatewayAddress.TryParse(relay.Origin, out var gateway, out _));
        var log = new LogLines();
        var surroundings = new NodeSurroundings(TimeProvider.System, log, NodeSurroundings.CreateHttp());
        var configuration = new NodeConfiguration
        {
            Home = home,
            Gateway = gateway!,
            NodeId = relay.NodeId,
            Token = relay.Token,
            Network = relay.Network,
            Capabilities = ["render", "echo"],
            HealthPort = 0,
            Blender = "/no/such/blender",
        };
        using var stop = new CancellationTokenSource();
        var running = NodeHost.RunAsync(configuration, surroundings, stop.Token);

        var session = await relay.AcceptAsync();
        var hello = await session.OpenAsync();

        Assert.Equal(["echo"], hello.Facts.Capabilities);
        Assert.Equal((0, NodeDuties.Both), (hello.Facts.RenderSlots, hello.Facts.Duties));
        Assert.True(hello.Facts.CpuCount > 0 && hello.Facts.RamBytes > 0);
        Assert.True(hello.Facts is { Gpus: not null, DiskFreeBytes: > 0 });
        var report = Assert.IsType<HardwareReport>(await session.ReadRemarkAsync());
        Assert.True(report is { Cpus.Count: > 0, Memory: not null, Drives.Count: 1, Gpus: not null });
        Assert.True(log.Has("does not offer 'render': Blender was not found"));
        await Wait.UntilAsync(() => log.Has("Health on"), "health listens");
        const string Words = "Health on ";
        var url = log.Lines.Single(line => line.StartsWith(Words, StringComparison.Ordinal))[Words.Length..];
        using var http = new HttpClient();
        var health = JsonElement.Parse(await http.GetStringAsync(new Uri(url)));
        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.True(health.GetProperty("relay_connected").GetBoolean());
        Assert.True(health.GetProperty("uptime_seconds").GetInt64() >= 0);

        var second = await Assert.ThrowsAsync<RegistrationException>(
            () => NodeHost.RunAsync(configuration, surroundings, stop.Token));
        Assert.Equal("already-running", second.Code);

        await stop.CancelAsync();
        await running.WaitAsync(TestRelay.Patience);
        Assert.Equal(1000, await session.ReadCloseAsync());
    }
}
