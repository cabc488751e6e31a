using Heliostat.Protocol.Gpus;

namespace Heliostat.Core.Tests.Gpus;

/// <summary>What the registry of GPUs knows, and which registry is none.</summary>
public sealed class GpuRegistryTests
{
    private const string Header = "vendor,model,vram_gib,compute_millionths,render_millionths,also\n";

    [Theory]
    [InlineData("NVIDIA GeForce RTX 4090", 24_564, "GeForce RTX 4090")]
    [InlineData("NVIDIA H200", 143_771, "H200")]
    [InlineData("NVIDIA H100 80GB HBM3", 81_559, "H100 SXM")]
    [InlineData("NVIDIA GeForce RTX 3080", 10_240, "GeForce RTX 3080 10GB")]
    [InlineData("NVIDIA GeForce RTX 3080", 12_288, "GeForce RTX 3080 12GB")]
    [InlineData("NVIDIA GeForce RTX 4060 Ti", 16_380, "GeForce RTX 4060 Ti 16GB")]
    [InlineData("NVIDIA A100-SXM4-80GB", 81_920, "A100 SXM4 80GB")]
    [InlineData("NVIDIA GH200 480GB", 97_871, "GH200 96GB")]
    [InlineData("Tesla T4", 15_360, "T4")]
    public void What_a_driver_says_is_found(string name, long mebibytes, string model) =>
        Assert.Equal(model, GpuRegistry.Shipped.Find(name, mebibytes << 20)?.Name);

    [Theory]
    [InlineData("NVIDIA GeForce RTX 3080", null)]
    [InlineData("NVIDIA GeForce RTX 3080", 20L << 30)]
    [InlineData("NVIDIA GeForce RTX 9999", 8L << 30)]
    [InlineData("", null)]
    public void What_is_unknown_or_could_be_several_is_not_found(string name, long? vramBytes) =>
        Assert.Null(GpuRegistry.Shipped.Find(name, vramBytes));

    [Fact]
    public void An_id_is_the_same_for_ever_and_finds_its_GPU()
    {
        var model = GpuRegistry.Shipped.Find("RTX 4090", null)!;
        Assert.Equal(Guid.Parse("04cb5154-7002-89e8-a33f-7f310e22edc8"), model.Uuid);
        Assert.Same(model, GpuRegistry.Shipped.Find(model.Uuid));
        Assert.Null(GpuRegistry.Shipped.Find(Guid.Empty));
        Assert.All(GpuRegistry.Shipped.All, one => Assert.Equal((8, 8), (one.Uuid.Version, one.Uuid.Variant & 0xc)));
    }

    [Fact]
    public void The_stated_figures_are_kept_and_the_others_stay_unknown()
    {
        Assert.Equal((1_000_000, 500_000), FiguresOf("RTX 4090"));
        Assert.Equal((1_700_000, null), FiguresOf("RTX 5090"));
        Assert.Equal((5_000_000, 2_740_380), FiguresOf("H200"));
        Assert.Equal((0, null), FiguresOf("GTX 1650"));
        Assert.Equal((null, null), FiguresOf("RTX 4080 SUPER"));
        Assert.Equal(192L << 30, GpuRegistry.Shipped.Find("MI300X", null)!.VramBytes);
    }

    [Theory]
    [InlineData("vendor,model\n")]
    [InlineData(Header + "NVIDIA,L4,24,,\n")]
    [InlineData(Header + ",L4,24,,,\n")]
    [InlineData(Header + "NVIDIA,,24,,,\n")]
    [InlineData(Header + "NVIDIA,L4,0,,,\n")]
    [InlineData(Header + "NVIDIA,L4,24,-1,,\n")]
    [InlineData(Header + "NVIDIA,L4,24,1.5,,\n")]
    [InlineData(Header + "NVIDIA,L4,24,,,\nNVIDIA,L4,48,,,\n")]
    [InlineData(Header + "NVIDIA,L4,24,,,\nNVIDIA,L40,24,,,L4\n")]
    public void A_registry_that_is_none_is_refused(string text) =>
        Assert.Throws<FormatException>(() => GpuRegistry.Read(text));

    private static (int?, int?) FiguresOf(string name)
    {
        var model = GpuRegistry.Shipped.Find(name, null)!;
        return (model.ComputeMillionths, model.RenderMillionths);
    }
}
