using Heliostat.Node.Registering;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Tests;

/// <summary>What the home says and what the environment overrides.</summary>
public sealed class NodeConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment;
    private readonly NodeId _id = new(Guid.NewGuid());

    public NodeConfigurationTests() =>
        _environment = new Dictionary<string, string> { [NodeHome.Variable] = _folder.Path };

    public void Dispose() => _folder.Dispose();

    private static string Token(NodeId subject, long expires)
    {
        using var key = Ed25519PrivateKey.Generate();
        var claims = new TokenClaims("network", "relay", subject.ToString(), 0, expires, "t");
        return Jws.Create(claims, SigningJson.Default.TokenClaims, "k", key);
    }

    private void WriteSettings(string token) => new NodeHome(_folder.Path).WriteSettings(new NodeSettings(
        "https://kept.example", _id, Guid.NewGuid(), new AccountId(Guid.NewGuid()), "n", ["render"], token));

    private NodeConfiguration Read() => NodeConfiguration.Read(_environment.GetValueOrDefault);

    [Fact]
    public void The_settings_suffice()
    {
        WriteSettings("kept");

        var read = Read();

        Assert.Equal(("https://kept.example", _id, "kept"), (read.Gateway.Origin, read.NodeId, read.Token));
        Assert.Equal(["render"], read.Capabilities);
        Assert.Equal((LogLevel.Information, 8081), (read.LogLevel, read.HealthPort));
        Assert.Equal(Path.Combine(_folder.Path, "plugins"), read.PluginsFolder);
    }

    [Theory]
    [InlineData("us-west-2", true)]
    [InlineData("", true)]
    [InlineData("US West", false)]
    public void A_region_is_a_code_or_left_out(string region, bool isRead)
    {
        WriteSettings("kept");
        _environment["NODE_REGION"] = region;

        if (isRead)
        {
            Assert.Equal(region.Length == 0 ? null : region, Read().RegionCode);
        }
        else
        {
            Assert.Equal("region-invalid", Assert.Throws<RegistrationException>(() => Read()).Code);
        }
    }

    [Fact]
    public void The_environment_overrides_them()
    {
        WriteSettings("kept");
        var other = new NodeId(Guid.NewGuid());
        _environment["GATEWAY_URL"] = "wss://given.example/api/v1";
        _environment["NODE_JWT"] = "given";
        _environment["NODE_ID"] = other.ToString();
        _environment["LOG_LEVEL"] = "debug";
        _environment["HEALTH_PORT"] = "9000";
        _environment["NODE_PLUGINS"] = "/srv/plugins";

        var read = Read();

        Assert.Equal(("https://given.example", other, "given"), (read.Gateway.Origin, read.NodeId, read.Token));
        Assert.Equal((LogLevel.Debug, 9000), (read.LogLevel, read.HealthPort));
        Assert.Equal("/srv/plugins", read.PluginsFolder);
    }

    [Fact]
    public void The_engine_and_its_room_for_images_are_the_environment_s()
    {
        WriteSettings("kept");
        var usual = Read();
        _environment["HELIOSTAT_ENGINE"] = "unix:///run/podman/podman.sock";
        _environment["NODE_IMAGE_CACHE_GB"] = "7";

        var read = Read();

        Assert.Equal((null, 50L << 30), (usual.Engine, usual.ImageBytesMax));
        Assert.Equal(("/run/podman/podman.sock", 7L << 30), (read.Engine, read.ImageBytesMax));
        foreach (var wrong in new[] { "0", "-1", "many", "1000000" })
        {
            _environment["NODE_IMAGE_CACHE_GB"] = wrong;
            Assert.Equal("image-cache-invalid", Assert.Throws<RegistrationException>(Read).Code);
        }
    }

    [Fact]
    public void A_token_knows_its_node()
    {
        _environment["GATEWAY_URL"] = "http://127.0.0.1:1";
        _environment["NODE_JWT"] = Token(_id, 100);

        Assert.Equal(_id, Read().NodeId);
        Assert.Contains("echo", Read().Capabilities);
    }

    [Theory]
    [InlineData(100, 200, true)]
    [InlineData(200, 100, false)]
    public void Of_two_tokens_of_a_node_the_later_one_counts(long given, long kept, bool isKept)
    {
        var (one, two) = (Token(_id, given), Token(_id, kept));
        WriteSettings(two);
        _environment["NODE_JWT"] = one;

        Assert.Equal(isKept ? two : one, Read().Token);
    }

    [Fact]
    public void A_token_of_another_node_is_taken_as_given()
    {
        var given = Token(new NodeId(Guid.NewGuid()), 100);
        WriteSettings(Token(_id, 200));
        _environment["NODE_JWT"] = given;

        Assert.Equal(given, Read().Token);
    }

    [Theory]
    [InlineData("LOG_LEVEL", "LOUD", "log-level-invalid")]
    [InlineData("HEALTH_PORT", "70000", "health-port-invalid")]
    [InlineData("HEALTH_PORT", "-1", "health-port-invalid")]
    [InlineData("NODE_ID", "me", "node-id-invalid")]
    [InlineData("GATEWAY_URL", "manager", "gateway-url-invalid")]
    public void Nonsense_is_refused_with_a_sentence(string variable, string value, string code)
    {
        WriteSettings("kept");
        _environment[variable] = value;

        Assert.Equal(code, Assert.Throws<RegistrationException>(Read).Code);
    }

    [Fact]
    public void Without_anything_the_advice_is_to_register()
    {
        var error = Assert.Throws<RegistrationException>(Read);

        Assert.Equal("not-registered", error.Code);
        Assert.Contains("node register", error.Message, StringComparison.Ordinal);
    }
}
