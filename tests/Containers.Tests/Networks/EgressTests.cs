using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Networks;

namespace Heliostat.Containers.Tests.Networks;

/// <summary>
/// A container that may reach out, in a world of its own: the engine's machine has an address on the open internet and
/// one at its site, and behind it stand a public server, others of the site, and a cloud's metadata.
/// </summary>
public sealed class EgressTests : IAsyncDisposable
{
    private const string Public = "203.0.113.10";
    private const string MachinePublic = "203.0.113.1";
    private const string MachinePrivate = "10.20.0.1";
    private const int Port = 8080;

    private static readonly string[] PrivateServers =
        ["10.20.0.9", "192.168.77.7", "172.30.7.7", "169.254.169.254", "100.100.100.200"];

    private readonly EngineFolder _folder = new();
    private readonly List<OwnProcess> _servers = [];
    private NetworkSpace? _world;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        if (_world is not null)
        {
            await _world.DisposeAsync();
        }

        await _folder.DisposeAsync();
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_container_reaches_the_open_internet_and_nothing_nearer(string kind)
    {
        await using var engine = await PrivateEngine.StartAsync(Enum.Parse<EngineKind>(kind));
        await BuildWorldAsync(engine.Space);
        var firewall = new EgressFirewall([.. engine.Space.Enter, "nft"]);
        string[] near = [MachinePublic, MachinePrivate, .. PrivateServers];

        // Without the rules everything answers, or the test would prove nothing.
        var open = await AskAsync(engine, [Public, .. near]);
        await firewall.EnsureAsync();
        await firewall.EnsureAsync();
        var shut = await AskAsync(engine, [Public, .. near]);
        var rules = await engine.Space.RunAsync("nft", "list", "table", "inet", EgressRules.Table);
        await firewall.RemoveAsync();

        Assert.Equal(near.Append(Public).Append("gateway").Order(), open);
        Assert.Equal([Public], shut);
        Assert.Contains("hlio*", rules);
        Assert.DoesNotContain(EgressRules.Table, await engine.Space.RunAsync("nft", "list", "tables"));
    }

    [Fact]
    public async Task Rules_that_cannot_be_set_are_told_as_such()
    {
        var firewall = new EgressFirewall(["no-such-nft"]);

        var error = await Assert.ThrowsAsync<EngineException>(() => firewall.EnsureAsync());

        Assert.Equal(EngineCodes.FirewallFailed, error.Code);
    }

    // Which of the addresses, and whether the gateway, answer a container on a new network.
    private static async Task<List<string>> AskAsync(PrivateEngine engine, string[] addresses)
    {
        var script = $$"""
            gateway=$(ip route | grep default | head -n 1); gateway=${gateway#* via }; gateway=${gateway%% *}
            ask() { (echo GET / HTTP/1.0; echo) | nc -w 5 $1 {{Port}} 2>/dev/null | grep -q HTTP && echo $2; }
            for address in {{string.Join(' ', addresses)}}; do ask $address $address & done
            ask $gateway gateway
            wait
            exit 0
            """;
        var order = Some.Script(script);
        order = order with { ProcessesMax = 256, Egress = EgressNetwork.Of(order.Labels.Run, [Public]) };
        await engine.Client.Networks.CreateAsync(order.Egress!, order.Labels);
        var (end, output) = await Some.RunAsync(engine, order);
        Assert.True(end.IsSuccess, $"{end} {output}");
        Assert.True(await engine.Client.Networks.RemoveAsync(order.Egress!.Name));
        Assert.False(await engine.Client.Networks.RemoveAsync(order.Egress.Name));
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order()];
    }

    private async Task BuildWorldAsync(NetworkSpace machine)
    {
        _world = await NetworkSpace.OpenAsync(_folder.Path);
        await machine.RunAsync(
            "ip", "link", "add", "up0", "type", "veth", "peer", "name", "down0", "netns", $"{_world.HolderId}");
        await machine.RunAsync("ip", "address", "add", MachinePublic + "/24", "dev", "up0");
        await machine.RunAsync("ip", "address", "add", MachinePrivate + "/24", "dev", "up0");
        await machine.RunAsync("ip", "link", "set", "up0", "up");
        await machine.RunAsync("ip", "route", "add", "default", "via", Public);
        foreach (var address in PrivateServers.Prepend(Public))
        {
            await _world.RunAsync("ip", "address", "add", address + "/24", "dev", "down0");
        }

        await _world.RunAsync("ip", "link", "set", "down0", "up");
        await ServeAsync(machine, "machine");
        await ServeAsync(_world, "world");
    }

    private async Task ServeAsync(NetworkSpace space, string name)
    {
        string[] server = ["busybox", "httpd", "-f", "-p", $"{Port}", "-h", _folder.Path];
        _servers.Add(OwnProcess.Start(_folder.File($"{name}.log"), [.. space.Enter, .. server]));
        var isListening = false;
        for (var i = 0; i < 100 && !isListening; i++)
        {
            isListening = (await space.RunAsync("ss", "--no-header", "--listening", "--tcp", $"sport = :{Port}"))
                .Contains("LISTEN");
            await Task.Delay(isListening ? 0 : 100);
        }

        Assert.True(isListening, name);
    }
}
