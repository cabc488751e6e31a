using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>What the log says of the operator's plugins.</summary>
internal static partial class PluginLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Plugin {Folder} runs '{JobType}' (version {Version})")]
    public static partial void Used(ILogger log, string folder, string jobType, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Plugin {Folder} is gone")]
    public static partial void Gone(ILogger log, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Folder} is not used. {Field}: {Reason}")]
    public static partial void Unused(ILogger log, string folder, string field, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The plugins' folder {Folder} could not be looked through ({Reason}); the plugins stay as they were.")]
    public static partial void Unreadable(ILogger log, string folder, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message =
        "Changes in {Folder} are not announced ({Reason}); it is looked at every few seconds instead.")]
    public static partial void Unannounced(ILogger log, string folder, string reason);
}
