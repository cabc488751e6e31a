using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Runners;
using Heliostat.Node.Runners.Containers;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Containers.Tests.Runners;

/// <summary>Orders made of what a manager dispatches.</summary>
public sealed class ContainerOrdersTests
{
    private static readonly string[] Gpus = ["GPU-aaaa", "GPU-bbbb", ""];
    private static readonly ImageWords Image = new("sha256:1", 1, [], [], null);

    private static readonly ContainerSetup Setup = new() { Folder = "/nowhere", MemoryBytes = 1L << 30 };

    [Fact]
    public void A_run_gets_the_GPUs_at_its_places_and_no_others()
    {
        var order = With(Dispatched.Script(SmallImage.Name, "true"), 1);

        Assert.Equal(["GPU-bbbb"], Of(order).Gpus);
        Assert.Empty(Of(With(order)).Gpus);
        Assert.Equal(FaultSide.Node, Refused(With(order, 2)).Failure.Side);
        Assert.Equal(FaultSide.Node, Refused(With(order, 3)).Failure.Side);
    }

    [Fact]
    public void What_is_allotted_is_ordered()
    {
        var order = Dispatched.Script(SmallImage.Name, "true");

        var given = Of(order with { RamBytes = 77L << 20 });

        Assert.Equal((77L << 20, 1000), (given.MemoryBytes, given.CpuMillis));
        Assert.Equal(Setup.MemoryBytes, Of(order with { RamBytes = 0 }).MemoryBytes);
        Assert.Null(given.Egress);
        Assert.NotNull(Of(order.With(wanted => wanted with { Network = ContainerNetwork.Egress })).Egress);
    }

    [Theory]
    [InlineData(null, 65534)]
    [InlineData("", 65534)]
    [InlineData("root", 65534)]
    [InlineData("0", 65534)]
    [InlineData("0:0", 65534)]
    [InlineData("-5", 65534)]
    [InlineData("app", 65534)]
    [InlineData("1000", 1000)]
    [InlineData("1000:users", 1000)]
    public void A_container_runs_as_its_image_s_user_but_never_as_root(string? wanted, int user) =>
        Assert.Equal(user, ContainerOrders.UserOf(Image with { Config = new ImageWishes(null) { User = wanted } }));

    [Theory]
    [InlineData(null, "debian", null, "debian:latest")]
    [InlineData(null, "debian", "12", "debian:12")]
    [InlineData("registry.example:5000", "some/one", "2", "registry.example:5000/some/one:2")]
    [InlineData("ghcr.io/", "some/one", null, "ghcr.io/some/one:latest")]
    public void An_image_is_named_by_its_parts(string? host, string name, string? tag, string whole)
    {
        var parameters = new ContainerParameters { Image = name, Tag = tag, Host = host };

        Assert.Equal(whole, ImageWish.Of(parameters).Image.ToString());
    }

    [Fact]
    public void A_name_that_is_none_is_refused() => Assert.Equal(
        EngineCodes.ImageNameInvalid,
        Assert.Throws<EngineException>(() => ImageWish.Of(new ContainerParameters { Image = "a b" })).Code);

    private static JobDispatch With(JobDispatch order, params int[] places) =>
        order with { Container = order.Container! with { Gpus = places } };

    private static Node.Engines.Orders.ContainerOrder Of(JobDispatch order) =>
        ContainerOrders.Of(Some.Node, order, Image, Setup, Gpus);

    private static RunFailedException Refused(JobDispatch order) =>
        Assert.Throws<RunFailedException>(() => Of(order));
}
