using Heliostat.Protocol.Api;
using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Hardware;

/// <summary>
/// A node's hardware as the API shows it: what it said last, or else what the journal knows from its hello.
/// </summary>
internal static class HardwareResources
{
    private const decimal BytesPerGb = 1L << 30;
    private const decimal MilliwattsPerWatt = 1_000;
    private const int Decimals = 2;

    public static HardwareResource Of(NodeFacts? facts, KnownHardware? known)
    {
        var said = known?.All;
        var memory = said?.Memory;
        var ramBytes = memory?.TotalBytes ?? facts?.RamBytes ?? 0;
        decimal? freeGb = memory is null ? null : Gb(memory.FreeBytes);
        return new HardwareResource
        {
            Cpus = [.. (said?.Cpus ?? []).Select(Of)],
            Gpus = [.. said?.Gpus?.Select(Of) ?? facts?.Gpus?.Select(Of) ?? []],
            HardDrives = [.. (said?.Drives ?? []).Select(Of)],
            Rams = ramBytes == 0 ? [] : [new() { MemoryGbAvailable = freeGb, MemoryGbMax = Gb(ramBytes) }],
            RamTotal = Gb(ramBytes),
        };
    }

    public static HardwareEventResource? EventOf(KnownHardware? known)
    {
        if (known is not { All: var said })
        {
            return null;
        }

        var threads = said.CpuLoadPercents ?? [];
        var gpus = (said.Gpus ?? []).Select(LoadOf).ToList();
        return new HardwareEventResource
        {
            TimestampMs = known.AtMs,
            Metadata = new HardwareLoad(
                new CpuLoadResource(Average(threads), threads),
                new GpuLoads(gpus, Average([.. gpus.Select(gpu => gpu.Load).OfType<int>()])),
                new SpaceResource(said.Memory?.FreeBytes ?? 0, said.Memory?.TotalBytes ?? 0),
                new StorageResource([.. (said.Drives ?? []).Select(LoadOf)])),
        };
    }

    private static GpuLoad LoadOf(GpuState gpu) =>
        new(gpu.LoadPercent, gpu.Name, new SpaceResource(gpu.VramFreeBytes, gpu.VramBytes));

    private static DriveLoad LoadOf(SpaceState drive) => new(drive.Name, drive.FreeBytes, drive.TotalBytes);

    private static CpuResource Of(CpuFact cpu) => new()
    {
        Name = cpu.Name,
        NumCores = cpu.Cores,
        NumThreads = cpu.Threads,
        Architecture = cpu.Architecture,
        BaseClockMhz = cpu.BaseClockMhz,
        Chipset = cpu.Chipset,
        Features = cpu.Features,
    };

    private static DriveResource Of(SpaceState drive) => new()
    {
        Name = drive.Name,
        AvailableCapacityGb = Gb(drive.FreeBytes),
        MaxCapacityGb = Gb(drive.TotalBytes),
    };

    private static GpuResource Of(GpuState gpu) => new()
    {
        Name = gpu.Name,
        GpuRegistryUuid = GpuRegistry.Shipped.Find(gpu.Name, gpu.VramBytes)?.Uuid,
        Uuid = gpu.Uuid,
        VramGbAvailable = Gb(gpu.VramFreeBytes),
        VramGbMax = Gb(gpu.VramBytes),
        DriverVersion = gpu.Driver.Length == 0 ? null : gpu.Driver,
        CudaVersion = gpu.Cuda,
        TemperatureCelsius = gpu.TemperatureCelsius,
        LoadPercent = gpu.LoadPercent,
        PowerWatts = gpu.PowerMilliwatts / MilliwattsPerWatt,
        Trouble = gpu.Trouble,
    };

    private static GpuResource Of(NodeGpu gpu) => new()
    {
        Name = gpu.Name,
        GpuRegistryUuid = GpuRegistry.Shipped.Find(gpu.Name, gpu.VramBytes)?.Uuid,
        VramGbMax = Gb(gpu.VramBytes),
        DriverVersion = gpu.Driver,
        CudaVersion = gpu.Cuda,
    };

    private static decimal Gb(long bytes) => Math.Round(bytes / BytesPerGb, Decimals);

    private static int Average(IReadOnlyCollection<int> percents) =>
        percents.Count == 0 ? 0 : (int)Math.Round(percents.Average());
}
