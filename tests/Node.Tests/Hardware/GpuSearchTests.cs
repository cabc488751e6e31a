using System.Runtime.Versioning;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Tests.Hardware;

/// <summary>What is found of GPUs: by a stand-in for NVML that plays recordings, and by one for nvidia-smi.</summary>
[SupportedOSPlatform("linux")]
public sealed class GpuSearchTests : IDisposable
{
    private const string SmiRows =
        "echo '0, NVIDIA L4, GPU-3, 23034, 22000, 535.161.08, 50, 12, 30.25'; "
        + "echo '1, NVIDIA L4, GPU-4, 23034, 22000, 535.161.08, [N/A], [N/A], [N/A]'";

    private readonly RecordedNvml _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task NVML_tells_all_of_each_GPU_and_what_it_does_not_know_stays_unknown()
    {
        await _machine.BuildAsync();
        _machine.WriteSmi("exit 1");
        var seen = await _machine.LookAsync("two-gpus");

        Assert.Equal(("nvml", null), (seen.GpuSource, seen.GpuTrouble));
        Assert.Equal(
            [
                new GpuState
                {
                    Index = 0,
                    Name = "NVIDIA GeForce RTX 4090",
                    Uuid = "GPU-11111111",
                    VramBytes = 24_564L << 20,
                    VramFreeBytes = 24_064L << 20,
                    Driver = "550.54.15",
                    Cuda = "12.4",
                    TemperatureCelsius = 41,
                    LoadPercent = 7,
                    PowerMilliwatts = 61_500,
                },
                new GpuState
                {
                    Index = 1,
                    Name = "NVIDIA H200",
                    Uuid = "GPU-22222222",
                    VramBytes = 143_771L << 20,
                    VramFreeBytes = 143_271L << 20,
                    Driver = "550.54.15",
                    Cuda = "12.4",
                    TemperatureCelsius = 41,
                    PowerMilliwatts = 61_500,
                },
            ],
            seen.Hardware.Gpus!);
    }

    [Theory]
    [InlineData("lost", "NVML initialised but GPU 0 is lost", 2)]
    [InlineData("lost-later", "NVML initialised but GPU 1 is lost", 2)]
    [InlineData("no-memory", "NVML initialised but GPU 0 shows no name or no memory", 2)]
    [InlineData("old-driver", "driver too old: it is 470.256.02, and 525 is the first that will do", 2)]
    [InlineData("driver-not-loaded", "NVML is installed but the NVIDIA driver is not loaded", 0)]
    [InlineData("unknown", "NVML does not initialise: Unknown Error", 0)]
    [InlineData(
        "mismatch", "the NVIDIA driver's library and its kernel module are of two versions: restart the machine", 0)]
    [InlineData("hangs", "NVML did not answer within 10 seconds", 0)]
    public async Task What_is_wrong_is_said_with_its_reason(string recording, string trouble, int gpus)
    {
        await _machine.BuildAsync();
        var seen = await _machine.LookAsync(recording);

        Assert.Equal(("nvml", trouble, gpus), (seen.GpuSource, seen.GpuTrouble, seen.Hardware.Gpus!.Count));
    }

    [Fact]
    public async Task A_library_without_a_function_that_is_needed_is_of_a_driver_that_is_too_old()
    {
        await _machine.BuildAsync(isOld: true);
        var seen = await _machine.LookAsync("two-gpus");

        Assert.StartsWith("driver too old: its NVML lacks a function", seen.GpuTrouble, StringComparison.Ordinal);
        Assert.Contains("nvmlSystemGetCudaDriverVersion_v2", seen.GpuTrouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_any_of_it_has_no_GPU_and_nothing_is_wrong()
    {
        var seen = await _machine.LookAsync();
        Assert.Equal(("none", null, 0), (seen.GpuSource, seen.GpuTrouble, seen.Hardware.Gpus!.Count));

        await _machine.BuildAsync();
        _machine.WriteSmi(SmiRows);
        var empty = await _machine.LookAsync("none");
        Assert.Equal(("nvml", null, 0), (empty.GpuSource, empty.GpuTrouble, empty.Hardware.Gpus!.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nvidia_smi_is_asked_where_NVML_is_missing_or_fails(bool isThere)
    {
        if (isThere)
        {
            await _machine.BuildAsync();
        }

        _machine.WriteSmi(SmiRows);
        var seen = await _machine.LookAsync("driver-not-loaded");

        Assert.Equal(("nvidia-smi", null), (seen.GpuSource, seen.GpuTrouble));
        var known = new GpuState
        {
            Index = 0,
            Name = "NVIDIA L4",
            Uuid = "GPU-3",
            VramBytes = 23_034L << 20,
            VramFreeBytes = 22_000L << 20,
            Driver = "535.161.08",
            TemperatureCelsius = 50,
            LoadPercent = 12,
            PowerMilliwatts = 30_250,
        };
        var unknown = known with
        {
            Index = 1,
            Uuid = "GPU-4",
            TemperatureCelsius = null,
            LoadPercent = null,
            PowerMilliwatts = null,
        };
        Assert.Equal([known, unknown], seen.Hardware.Gpus!);
    }

    [Theory]
    [InlineData("echo 'NVIDIA-SMI has failed.'; exit 9", "nvidia-smi failed (9): NVIDIA-SMI has failed.")]
    [InlineData("echo 'Unable: GPU is lost'", "nvidia-smi says of GPU 0: Unable: GPU is lost")]
    [InlineData(
        "echo '0, NVIDIA L4, GPU-3, 23034, 22000, 470.1, 50, 12, 30'",
        "driver too old: it is 470.1, and 525 is the first that will do")]
    public async Task What_nvidia_smi_cannot_do_is_said_with_its_reason(string script, string trouble)
    {
        _machine.WriteSmi(script);
        var seen = await _machine.LookAsync();
        Assert.Equal(("nvidia-smi", trouble), (seen.GpuSource, seen.GpuTrouble));
    }
}
