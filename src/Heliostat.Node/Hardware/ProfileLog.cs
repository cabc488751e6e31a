using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Hardware;

/// <summary>What the log says of what the node can do.</summary>
internal static partial class ProfileLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "This node does not offer 'render': {Reason}")]
    public static partial void NoRender(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Plugins run with limits but without a sandbox: {Reason} Run none that you do not trust.")]
    public static partial void PluginsWithoutBox(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Offers {Capabilities}; device class {DeviceClass}, {Cpus} CPUs, {RamBytes} bytes of memory")]
    public static partial void Found(ILogger log, string capabilities, string deviceClass, int cpus, long ramBytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "GPUs, as {Source} says: {Gpus}")]
    public static partial void Gpus(ILogger log, string source, string gpus);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This node's GPUs are given no work: {Trouble}")]
    public static partial void GpuTrouble(ILogger log, string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The GPUs changed: {Count} answer; {Trouble}")]
    public static partial void GpusChanged(ILogger log, int count, string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hardware could not be looked at.")]
    public static partial void HardwareUnknown(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Folder} has {FreeBytes} bytes free: scenes and frames may not find room.")]
    public static partial void DiskLow(ILogger log, string folder, long freeBytes);
}
