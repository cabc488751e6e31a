using Heliostat.Protocol.Gpus;

namespace Heliostat.Core.Tests.Gpus;

/// <summary>How names of GPUs are made alike, and which stay apart.</summary>
public sealed class GpuNameTests
{
    [Theory]
    [InlineData("RTX4090", "NVIDIA GeForce RTX 4090", "RTX4090", "rtx 4090", "GeForce® RTX™ 4090", "RTX-4090 GPU")]
    [InlineData("RTX4070TISUPER", "NVIDIA GeForce RTX 4070 Ti SUPER", "rtx4070ti super", "RTX 4070TI-SUPER")]
    [InlineData("RTX3060LAPTOP", "NVIDIA GeForce RTX 3060 Laptop GPU", "rtx 3060 laptop")]
    [InlineData("A100SXM4-80GB", "NVIDIA A100-SXM4-80GB", "A100 SXM4 80G", "a100sxm4-80gb")]
    [InlineData("RTX6000ADA", "NVIDIA RTX 6000 Ada Generation", "RTX6000Ada")]
    [InlineData("T4", "Tesla T4", "NVIDIA T4")]
    [InlineData("A10G", "NVIDIA A10G", "a10g")]
    [InlineData("MI300X", "AMD Instinct MI300X")]
    public void One_GPU_has_one_name(string value, params string[] texts)
    {
        foreach (var text in texts)
        {
            Assert.True(GpuName.TryRead(text, out var name));
            Assert.Equal(value, name.Value);
        }
    }

    [Fact]
    public void Ti_Super_Laptop_and_forms_stay_apart()
    {
        string[] texts =
        [
            "RTX 4070", "RTX 4070 Ti", "RTX 4070 SUPER", "RTX 4070 Ti SUPER", "RTX 4070 Laptop GPU", "RTX 5090 D",
            "RTX 5090", "H100 PCIe", "H100 NVL", "H100 80GB HBM3", "A100 SXM4 40GB", "A100 SXM4 80GB", "A10", "A10G",
            "RTX 6000", "RTX 6000 Ada", "RTX A6000", "RTX PRO 6000", "L40", "L40S", "L4",
        ];
        var names = texts.Select(text => GpuName.TryRead(text, out var name) ? name : default).ToHashSet();
        Assert.Equal(texts.Length, names.Count);
        Assert.DoesNotContain(default, names);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("NVIDIA")]
    [InlineData("AMD Radeon Graphics")]
    [InlineData("卡")]
    public void What_names_no_GPU_is_no_name(string? text) => Assert.False(GpuName.TryRead(text, out _));

    [Fact]
    public void A_name_that_is_too_long_is_no_name()
    {
        Assert.True(GpuName.TryRead(new string('X', GpuName.LengthMax), out _));
        Assert.False(GpuName.TryRead(new string('X', GpuName.LengthMax + 1), out _));
    }
}
