using Heliostat.Node.Hardware;
using Heliostat.Node.Hardware.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Tests.Hardware;

/// <summary>What a node tells of its hardware over a connection: all at first, then what changed.</summary>
public sealed class HardwareWatchTests
{
    private static readonly GpuState Gpu = new()
    {
        Index = 0,
        Name = "NVIDIA L4",
        VramBytes = 24L << 30,
        Driver = "550.54.15",
        TemperatureCelsius = 40,
    };

    private static readonly HardwareReport Whole = new()
    {
        Cpus = [new CpuFact("a CPU", 2, 4, "x64", null, null, ["avx2"])],
        CpuLoadPercents = [1, 2],
        Memory = new SpaceState("memory", 8, 4),
        Drives = [new SpaceState("work", 100, 50)],
        Gpus = [Gpu],
    };

    [Fact]
    public void Only_parts_that_changed_are_said()
    {
        Assert.Same(Whole, ReportChanges.Since(null, Whole));
        Assert.Null(ReportChanges.Since(Whole, Copy(Whole)));
        var warmer = Copy(Whole) with { Gpus = [Gpu with { TemperatureCelsius = 41 }] };
        Assert.Equal(new HardwareReport { Gpus = warmer.Gpus }, ReportChanges.Since(Whole, warmer));
        var less = Copy(Whole) with { Gpus = [] };
        Assert.Equal(new HardwareReport { Gpus = less.Gpus }, ReportChanges.Since(Whole, less));
        var other = Copy(Whole) with { Memory = new SpaceState("memory", 8, 3), CpuLoadPercents = [1, 3] };
        Assert.Equal(
            new HardwareReport { Memory = other.Memory, CpuLoadPercents = other.CpuLoadPercents },
            ReportChanges.Since(Whole, other));
    }

    [Fact]
    public async Task All_is_said_when_a_session_begins_then_each_minute_what_changed()
    {
        await using var watched = await Watched.StartAsync(StateOf(Whole));
        Assert.Equal([Gpu], (await watched.ReadReportAsync()).Gpus!);

        watched.Sees(StateOf(Whole with { CpuLoadPercents = [9, 9] }));
        await watched.MinuteAsync();
        var later = await watched.ReadReportAsync();
        Assert.Equal([9, 9], later.CpuLoadPercents!);
        Assert.Equal((null, null, null, null), (later.Cpus, later.Memory, later.Drives, later.Gpus));
    }

    [Fact]
    public async Task A_GPU_that_is_lost_brings_a_new_session_whose_hello_says_why()
    {
        await using var watched = await Watched.StartAsync(StateOf(Whole));
        Assert.Equal(("NVIDIA L4", null), (watched.Hello.Facts.Gpus!.Single().Name, watched.Hello.Facts.GpuTrouble));
        await watched.ReadReportAsync();

        const string Lost = "NVML initialised but GPU 0 is lost";
        watched.Sees(StateOf(Whole with { Gpus = [new GpuState { Index = 0, Trouble = Lost }] }));
        await watched.MinuteAsync();
        Assert.Equal(1000, await watched.ReadCloseAsync());
        var hello = await watched.AcceptAsync();

        Assert.Equal((0, Lost), (hello.Facts.Gpus!.Count, hello.Facts.GpuTrouble));
        Assert.Equal(Whole.Cpus![0].Name, (await watched.ReadReportAsync()).Cpus!.Single().Name);
    }

    [Fact]
    public async Task A_look_that_fails_is_no_end_of_the_watch()
    {
        await using var watched = await Watched.StartAsync(StateOf(Whole));
        await watched.ReadReportAsync();

        watched.SeesNothing();
        await watched.MinuteAsync();
        watched.Sees(StateOf(Whole with { Memory = new SpaceState("memory", 8, 1) }));
        await watched.MinuteAsync();
        Assert.Equal(1, (await watched.ReadReportAsync()).Memory!.FreeBytes);
    }

    private static HardwareReport Copy(HardwareReport report) => report with
    {
        Cpus = [.. report.Cpus!.Select(cpu => cpu with { Features = [.. cpu.Features] })],
        CpuLoadPercents = [.. report.CpuLoadPercents!],
        Drives = [.. report.Drives!],
        Gpus = [.. report.Gpus!],
    };

    private static HardwareState StateOf(HardwareReport report) =>
        new(report, GpuFinding.Of(GpuFinding.Nvml, report.Gpus!));
}
