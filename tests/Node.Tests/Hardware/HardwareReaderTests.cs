using Heliostat.Node.Hardware;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Tests.Hardware;

/// <summary>What is read of processors, memory and disk: from recorded texts, and from this machine itself.</summary>
public sealed class HardwareReaderTests
{
    private const string TwoCoresOfTwoThreads = """
        processor	: 0
        model name	: AMD EPYC 9654 96-Core Processor
        physical id	: 0
        core id		: 0
        flags		: fpu sse4_2 avx avx2 avx512f

        processor	: 1
        model name	: AMD EPYC 9654 96-Core Processor
        physical id	: 0
        core id		: 0
        flags		: fpu

        processor	: 2
        model name	: AMD EPYC 9654 96-Core Processor
        physical id	: 1
        core id		: 0
        flags		: fpu
        """;

    [Fact]
    public void Threads_of_one_core_are_told_from_cores()
    {
        var cpu = Assert.Single(CpuReader.Parse(TwoCoresOfTwoThreads, "x64", "H13SSL\n", "2400000"));
        Assert.Equal(
            ("AMD EPYC 9654 96-Core Processor", 2, 3, "x64"), (cpu.Name, cpu.Cores, cpu.Threads, cpu.Architecture));
        Assert.Equal((2_400, "H13SSL"), (cpu.BaseClockMhz, cpu.Chipset));
        Assert.Equal(["sse4_2", "avx", "avx2", "avx512f"], cpu.Features);
    }

    [Fact]
    public void What_the_system_does_not_say_stays_unknown()
    {
        var cpu = Assert.Single(CpuReader.Parse("", "arm64", "", ""));
        Assert.Equal(("unknown", Environment.ProcessorCount), (cpu.Name, cpu.Cores));
        Assert.Equal((null, null), (cpu.BaseClockMhz, cpu.Chipset));
    }

    [Fact]
    public void Load_is_what_was_busy_between_two_looks()
    {
        var load = new CpuLoad();
        Assert.Empty(load.Look("cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 100 0 0 900 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0"));
        Assert.Equal(
            [75, 0],
            load.Look("cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 160 0 15 915 10 0 0 0 0 0\ncpu1 0 0 0 100 0 0 0 0 0 0"));
        Assert.Empty(load.Look("intr 5"));
    }

    [Fact]
    public void A_drive_is_called_by_its_kind_and_never_by_its_path()
    {
        using var folder = new TemporaryFolder();
        var drive = Spaces.Drive(folder.Path);
        Assert.DoesNotContain('/', drive.Name);
        Assert.Equal(drive.Name, Spaces.Drive(folder.File("not/made/yet")).Name);
        Assert.True(drive.TotalBytes > 0 && drive.FreeBytes <= drive.TotalBytes);
        Assert.Equal(
            new SpaceState("memory", 8 << 20, 4 << 20),
            Spaces.Memory("MemTotal:  99999 kB\nMemAvailable:    4096 kB\n", 8 << 20));
        Assert.Equal(1_000, Spaces.Memory("MemAvailable:    4096 kB", 1_000).FreeBytes);
    }

    [Fact]
    public async Task This_machine_is_seen_whole()
    {
        using var folder = new TemporaryFolder();
        var seen = (await ThisMachine.ReadAsync(folder.Path, TestContext.Current.CancellationToken)).Hardware;
        Assert.All(seen.Cpus!, cpu => Assert.True(cpu.Cores > 0 && cpu.Threads >= cpu.Cores));
        Assert.All(seen.CpuLoadPercents!, load => Assert.InRange(load, 0, 100));
        Assert.True(seen.Memory!.FreeBytes > 0 && seen.Memory.FreeBytes <= seen.Memory.TotalBytes);
        Assert.NotNull(seen.Gpus);
    }
}
