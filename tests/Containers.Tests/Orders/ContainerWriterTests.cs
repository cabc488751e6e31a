using System.Text.Json;
using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Engines.Networks;
using Heliostat.Node.Engines.Orders;

namespace Heliostat.Containers.Tests.Orders;

/// <summary>What an engine is sent for an order.</summary>
public sealed class ContainerWriterTests
{
    private const string Root = "/var/lib/heliostat/runs/1";

    private static readonly ContainerOrder Order =
        Some.Script("true") with { Environment = new Dictionary<string, string>() };

    private static readonly ImageWords Image = new("sha256:1", 1, [], [], null);

    [Fact]
    public void An_order_that_says_nothing_is_shut_in()
    {
        var host = JsonOf(Order).GetProperty("HostConfig");

        Assert.Equal("none", host.GetProperty("NetworkMode").GetString());
        Assert.True(host.GetProperty("ReadonlyRootfs").GetBoolean());
        Assert.Equal("""["ALL"]""", host.GetProperty("CapDrop").GetRawText());
        Assert.Equal("""["no-new-privileges"]""", host.GetProperty("SecurityOpt").GetRawText());
        Assert.Equal(Order.MemoryBytes, host.GetProperty("MemorySwap").GetInt64());
        Assert.Equal(2_000_000_000, host.GetProperty("NanoCpus").GetInt64());
        Assert.Equal("65534:65534", JsonOf(Order).GetProperty("User").GetString());
        Assert.Contains("size=8388608", host.GetProperty("Tmpfs").GetProperty("/tmp").GetString());
    }

    [Theory]
    [InlineData("Privileged")]
    [InlineData("CapAdd")]
    [InlineData("Devices")]
    [InlineData("PidMode")]
    [InlineData("UsernsMode")]
    [InlineData("UTSMode")]
    [InlineData("Binds")]
    [InlineData("VolumesFrom")]
    [InlineData("PortBindings")]
    [InlineData("Sysctls")]
    [InlineData("Runtime")]
    [InlineData("CgroupParent")]
    public void No_word_opens_what_is_shut(string word) => Assert.Null(typeof(HostBody).GetProperty(word));

    [Fact]
    public void An_image_cannot_take_a_gpu_that_was_not_ordered()
    {
        var sly = Order with { Environment = new Dictionary<string, string> { ["NVIDIA_VISIBLE_DEVICES"] = "all" } };
        var given = sly with { Gpus = ["GPU-1"] };

        Assert.Equal("""["NVIDIA_VISIBLE_DEVICES=void"]""", JsonOf(sly).GetProperty("Env").GetRawText());
        Assert.False(JsonOf(sly).GetProperty("HostConfig").TryGetProperty("DeviceRequests", out _));
        Assert.Equal("""["NVIDIA_VISIBLE_DEVICES=GPU-1"]""", JsonOf(given).GetProperty("Env").GetRawText());
        Assert.Equal(
            """[{"Driver":"nvidia","DeviceIDs":["GPU-1"],"Capabilities":[["gpu"]]}]""",
            JsonOf(given).GetProperty("HostConfig").GetProperty("DeviceRequests").GetRawText());
    }

    [Fact]
    public void A_network_is_the_run_s_own_or_none()
    {
        var egress = EgressNetwork.Of(Order.Labels.Run, ["9.9.9.9"]);
        var host = JsonOf(Order with { Egress = egress }).GetProperty("HostConfig");

        Assert.StartsWith("heliostat-", host.GetProperty("NetworkMode").GetString());
        Assert.Equal("""["9.9.9.9"]""", host.GetProperty("Dns").GetRawText());
        Assert.InRange(egress.Bridge.Length, 1, 15);
        Assert.NotEqual(egress.Bridge, EgressNetwork.Of(Some.Run(), []).Bridge);
    }

    [Fact]
    public void The_image_s_own_program_stays_where_the_order_names_none()
    {
        var body = JsonOf(Order with { Command = [] });

        Assert.False(body.TryGetProperty("Cmd", out _));
        Assert.False(body.TryGetProperty("Entrypoint", out _));
    }

    [Theory]
    [InlineData(Root + "/in", "/input", true)]
    [InlineData("/run/docker.sock", "/input", false)]
    [InlineData("/", "/input", false)]
    [InlineData(Root, "/input", false)]
    [InlineData(Root + "/../2", "/input", false)]
    [InlineData(Root + "x/in", "/input", false)]
    [InlineData(Root + "/in/", "/input", false)]
    [InlineData(Root + "/in", "/", false)]
    [InlineData(Root + "/in", "input", false)]
    [InlineData(Root + "/in", "/proc/sys", false)]
    [InlineData(Root + "/in", "/etc/passwd", false)]
    [InlineData(Root + "/in", "/dev", false)]
    [InlineData(Root + "/in", "/x/../etc", false)]
    public void A_mount_shows_only_the_run_s_own_folder(string source, string target, bool isAllowed)
    {
        var order = Order with { MountRoot = Root, Mounts = [new ContainerMount(source, target)] };

        Assert.Equal(isAllowed, ContainerRules.Broken(order) is null);
    }

    [Fact]
    public void Where_an_image_wants_a_volume_lies_something_sized()
    {
        var order = Order with { MountRoot = Root, Mounts = [new ContainerMount(Root + "/out", "/output", true)] };

        var body = ContainerWriter.Write(order, Wanting("/data/", "/output", "/tmp"), EngineKind.Docker);

        Assert.Equal("sha256:1", body.Image);
        Assert.Equal(["/data", "/tmp"], body.HostConfig.Tmpfs.Keys.Order());
        Assert.All(body.HostConfig.Tmpfs.Values, options => Assert.Contains("size=8388608", options));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("data")]
    [InlineData("/a/../etc")]
    [InlineData("")]
    public void A_volume_at_no_place_is_refused(string place) =>
        Assert.Equal(
            EngineCodes.OrderInvalid,
            Assert.Throws<EngineException>(
                () => ContainerWriter.Write(Order, Wanting(place), EngineKind.Docker)).Code);

    [Fact]
    public void What_breaks_a_rule_is_never_written()
    {
        ContainerOrder[] broken =
        [
            Order with { User = 0 },
            Order with { User = -1 },
            Order with { CpuMillis = 0 },
            Order with { MemoryBytes = 1 << 20 },
            Order with { ProcessesMax = 0 },
            Order with { TemporaryBytes = 0 },
            Order with { LogBytesMax = 0 },
            Order with { WorkingFolder = "a/b" },
            Order with { Gpus = ["all,1"] },
            Order with { Command = ["a\0b"] },
            Order with { Command = [new string('a', (256 << 10) + 1)] },
            Order with { Environment = new Dictionary<string, string> { ["A=B"] = "c" } },
            Order with { Mounts = [new ContainerMount(Root + "/in", "/input")] },
        ];

        Assert.All(broken, order => Assert.Equal(
            EngineCodes.OrderInvalid,
            Assert.Throws<EngineException>(() => ContainerWriter.Write(order, Image, EngineKind.Docker)).Code));
    }

    private static JsonElement JsonOf(ContainerOrder order) => JsonSerializer.SerializeToElement(
        ContainerWriter.Write(order, Image, EngineKind.Docker), EngineJson.Default.ContainerBody);

    private static ImageWords Wanting(params string[] volumes) => Image with
    {
        Config = new ImageWishes(volumes.ToDictionary(place => place, _ => new EmptyWords())),
    };
}
