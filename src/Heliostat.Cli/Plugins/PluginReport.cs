using Heliostat.Node.Runners.Plugins.Folders;

namespace Heliostat.Cli.Plugins;

/// <summary>A plugin, for programs.</summary>
internal sealed record PluginReport(
    string? JobType,
    string Source,
    bool Used,
    string Version,
    string Description,
    PluginLimitReport Limits,
    IReadOnlyList<PluginFault> Faults)
{
    public static PluginReport Of(ShelvedPlugin plugin) => new(
        plugin.JobType,
        plugin.Source,
        plugin.Faults.Count == 0,
        plugin.Version,
        plugin.Description,
        new PluginLimitReport(
            plugin.Limits.MemoryBytesMax >> 20,
            plugin.Limits.CpuSecondsMax,
            plugin.Limits.RunMillisecondsMax / 1_000,
            plugin.Limits.ProcessesMax,
            plugin.Limits.DiskBytesMax >> 20),
        plugin.Faults);
}

/// <summary>A plugin's limits, by the names of its <c>plugin.json</c>.</summary>
internal sealed record PluginLimitReport(
    long MemoryMb, int CpuSeconds, int RunSeconds, int Processes, long DiskMb);
