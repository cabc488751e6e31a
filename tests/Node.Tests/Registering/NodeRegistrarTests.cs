using System.Runtime.Versioning;
using Heliostat.Node.Registering;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Signing;

namespace Heliostat.Node.Tests.Registering;

/// <summary>Registration against a desk that checks every signature, into folders of the tests' own.</summary>
[SupportedOSPlatform("linux")]
public sealed class NodeRegistrarTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RegistrationDesk _desk = new();

    private NodeHome Home => new(_folder.File("home"));

    public void Dispose() => _folder.Dispose();

    private async Task<RegistrationOutcome> RegisterAsync(
        TestRelay relay, bool force = false, string[]? capabilities = null, string? url = null)
    {
        using var http = NodeSurroundings.CreateHttp();
        var wish = new RegistrationWish(
            url ?? relay.Origin, "box", capabilities ?? ["render", "inference"], RegistrationDesk.WriteKeyFile(_folder),
            force);
        return await new NodeRegistrar(Home, http).RegisterAsync(wish, CancellationToken.None);
    }

    [Fact]
    public async Task Registering_writes_key_and_settings_that_only_their_owner_can_read()
    {
        await using var relay = await TestRelay.StartAsync(_desk.Map);

        var outcome = await RegisterAsync(relay);

        Assert.Equal((_desk.NodeId, "working-token"), (outcome.NodeId, outcome.Token));
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Private, File.GetUnixFileMode(Home.PrivateKeyFile));
        Assert.Equal(Private, File.GetUnixFileMode(Home.SettingsFile));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Home.Folder));
        using var key = Home.ReadKey();
        Assert.Equal(Ed25519PublicKey.ToPem(key.PublicKey), File.ReadAllText(Home.PublicKeyFile));
        Assert.Equal(_desk.Asked!.PublicKey, File.ReadAllText(Home.PublicKeyFile));
        var settings = Home.ReadSettings()!;
        Assert.Equal(
            (relay.Origin, _desk.NodeId, _desk.Network), (settings.GatewayUrl, settings.NodeId, settings.NetworkId));
        Assert.Equal(["render"], settings.Capabilities);
        Assert.Contains("\"node_id\"", File.ReadAllText(Home.SettingsFile), StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(Home.Folder).Length);
    }

    [Fact]
    public async Task A_capability_without_a_runner_is_named_in_a_warning_and_not_advertised()
    {
        await using var relay = await TestRelay.StartAsync(_desk.Map);

        var outcome = await RegisterAsync(relay);

        Assert.Contains("inference", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        Assert.Equal(["render"], outcome.Capabilities);
        Assert.Equal(["render"], _desk.Asked!.Capabilities);
    }

    [Fact]
    public async Task A_node_that_can_do_nothing_asked_for_is_not_registered()
    {
        await using var relay = await TestRelay.StartAsync(_desk.Map);

        var error = await Assert.ThrowsAsync<RegistrationException>(
            () => RegisterAsync(relay, capabilities: ["inference"]));

        Assert.Equal("no-capability", error.Code);
        Assert.False(Home.IsTaken);
    }

    [Fact]
    public async Task Keys_are_not_overwritten_without_force()
    {
        await using var relay = await TestRelay.StartAsync(_desk.Map);
        await RegisterAsync(relay);
        var before = File.ReadAllText(Home.PrivateKeyFile);

        var error = await Assert.ThrowsAsync<RegistrationException>(() => RegisterAsync(relay));

        Assert.Equal("already-registered", error.Code);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Home.PrivateKeyFile));
    }

    [Fact]
    public async Task Force_makes_a_new_key_for_the_same_node()
    {
        await using var relay = await TestRelay.StartAsync(_desk.Map);
        await RegisterAsync(relay);
        Assert.Null(_desk.Asked!.NodeId);
        var before = File.ReadAllText(Home.PrivateKeyFile);

        await RegisterAsync(relay, force: true);

        Assert.Equal(_desk.NodeId, _desk.Asked!.NodeId);
        Assert.NotEqual(before, File.ReadAllText(Home.PrivateKeyFile));
    }

    [Fact]
    public async Task A_refused_registration_leaves_the_home_as_it_was()
    {
        await using var relay = await TestRelay.StartAsync(_desk.Map);
        await RegisterAsync(relay);
        var before = File.ReadAllText(Home.PrivateKeyFile);
        _desk.Refusal = 403;

        var error = await Assert.ThrowsAsync<RegistrationException>(() => RegisterAsync(relay, force: true));

        Assert.Equal(("desk-closed", "The desk says no."), (error.Code, error.Message));
        Assert.Equal(before, File.ReadAllText(Home.PrivateKeyFile));
    }

    [Fact]
    public async Task A_manager_that_names_another_origin_gets_no_proof()
    {
        await using var relay = await TestRelay.StartAsync(_desk.Map);
        _desk.Origin = "https://bank.example";

        var error = await Assert.ThrowsAsync<RegistrationException>(() => RegisterAsync(relay));

        Assert.Equal("origin-differs", error.Code);
        Assert.False(Home.IsTaken);
    }

    [Fact]
    public async Task Another_name_of_this_machine_is_the_same_origin()
    {
        await using var relay = await TestRelay.StartAsync(_desk.Map);
        _desk.Origin = relay.Origin.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        await RegisterAsync(relay, url: relay.Origin.Replace("http://", "ws://", StringComparison.Ordinal) + "/api/v1");

        Assert.Equal(relay.Origin, Home.ReadSettings()!.GatewayUrl);
    }

    [Fact]
    public async Task A_manager_that_is_not_there_is_said_to_be_unreachable()
    {
        await using var relay = await TestRelay.StartAsync(_desk.Map);

        var error = await Assert.ThrowsAsync<RegistrationException>(
            () => RegisterAsync(relay, url: "http://127.0.0.1:1"));

        Assert.Equal("gateway-unreachable", error.Code);
    }

    [Theory]
    [InlineData("https://manager.example", "https://manager.example", "wss://manager.example/api/v1/relay/ws/")]
    [InlineData("wss://manager.example/api/v1", "https://manager.example", "wss://manager.example/api/v1/relay/ws/")]
    [InlineData(
        "wss://manager.example:8443/api/v1/",
        "https://manager.example:8443",
        "wss://manager.example:8443/api/v1/relay/ws/")]
    [InlineData("http://127.0.0.1:8080/", "http://127.0.0.1:8080", "ws://127.0.0.1:8080/api/v1/relay/ws/")]
    [InlineData("ws://[::1]:8080/api/v1", "http://[::1]:8080", "ws://[::1]:8080/api/v1/relay/ws/")]
    public void Every_way_to_write_a_gateway_names_one_place(string text, string origin, string relay)
    {
        Assert.True(GatewayAddress.TryParse(text, out var address, out _));

        Assert.Equal(origin, address!.Origin);
        Assert.Equal(relay + _desk.NodeId, address.RelayUrl(_desk.NodeId).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("manager.example")]
    [InlineData("ftp://manager.example")]
    [InlineData("https://user:secret@manager.example")]
    [InlineData("https://manager.example/other")]
    [InlineData("https://manager.example/?token=x")]
    public void Anything_else_is_refused_with_advice(string text)
    {
        Assert.False(GatewayAddress.TryParse(text, out _, out var error));

        Assert.Contains("wss://HOST/api/v1", error!, StringComparison.Ordinal);
    }
}
