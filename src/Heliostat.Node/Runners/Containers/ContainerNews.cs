using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Runners.Containers;

/// <summary>What the log says of containers and their engine.</summary>
internal static partial class ContainerNews
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Offers 'docker', by {Engine} {Version}")]
    public static partial void Offered(ILogger log, string engine, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This node does not offer 'docker': {Reason}")]
    public static partial void NotOffered(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} goes on in the container that it had")]
    public static partial void Adopted(ILogger log, string run);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "Removed {Count} containers, networks and disks left behind")]
    public static partial void LeftRemoved(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Something of run {Run} could not be removed yet: {Reason}")]
    public static partial void NotRemoved(ILogger log, string run, string reason);
}
