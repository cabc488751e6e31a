using System.Globalization;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Nodes;

/// <summary>A node's hardware as people read it.</summary>
internal static class HardwareWords
{
    /// <summary>Its GPUs in a few words, such as <c>2 x NVIDIA L4</c>.</summary>
    public static string Summary(NodeResource node)
    {
        var kinds = node.Gpus.Where(gpu => gpu.Name.Length > 0).GroupBy(gpu => gpu.Name)
            .Select(kind => kind.Count() == 1 ? kind.Key : $"{kind.Count()} x {kind.Key}");
        return string.Join(", ", kinds) + (node.GpuTrouble is null ? "" : " (not used)");
    }

    /// <summary>A line for each part that is known.</summary>
    public static IEnumerable<(string Name, string? Value)> Rows(NodeResource node)
    {
        foreach (var cpu in node.Cpus)
        {
            var clock = cpu.BaseClockMhz is { } megahertz ? $", {megahertz} MHz" : "";
            yield return ("CPU", $"{cpu.Name}, {cpu.NumCores} cores, {cpu.NumThreads} threads{clock}{LoadOf(node)}");
        }

        foreach (var ram in node.Rams)
        {
            yield return ("Memory", Space(ram.MemoryGbAvailable, ram.MemoryGbMax));
        }

        foreach (var drive in node.HardDrives)
        {
            yield return ("Disk", $"{drive.Name}, {Space(drive.AvailableCapacityGb, drive.MaxCapacityGb)}");
        }

        foreach (var gpu in node.Gpus)
        {
            yield return ("GPU", Of(gpu));
        }

        if (node.GpuTrouble is { } trouble)
        {
            yield return ("GPUs not used", trouble);
        }
    }

    private static string LoadOf(NodeResource node) =>
        node.LatestHardwareEvent is { } happened ? $", {happened.Metadata.Cpu.Average} % busy" : "";

    private static string Of(GpuResource gpu)
    {
        if (gpu.Trouble is { } trouble && gpu.Name.Length == 0)
        {
            return trouble;
        }

        string?[] parts =
        [
            gpu.Name,
            Space(gpu.VramGbAvailable, gpu.VramGbMax),
            gpu.DriverVersion is { } driver ? $"driver {driver}" : null,
            gpu.CudaVersion is { } cuda ? $"CUDA {cuda}" : null,
            gpu.LoadPercent is { } load ? $"{load} % busy" : null,
            gpu.TemperatureCelsius is { } celsius ? $"{celsius} °C" : null,
            gpu.PowerWatts is { } watts ? $"{watts.ToString("0", CultureInfo.InvariantCulture)} W" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string Space(decimal? free, decimal all) =>
        free is null ? $"{Gb(all)} GB" : $"{Gb(free.Value)} of {Gb(all)} GB free";

    private static string Gb(decimal gigabytes) => gigabytes.ToString("0.#", CultureInfo.InvariantCulture);
}
