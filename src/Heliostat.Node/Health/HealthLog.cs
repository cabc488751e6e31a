using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Health;

/// <summary>What the log says of the health endpoint.</summary>
internal static partial class HealthLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Health on http://localhost:{Port}/health")]
    public static partial void Listens(ILogger log, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Health cannot be served on port {Port} ({Reason}); set HEALTH_PORT to another, or 0 for any.")]
    public static partial void CannotListen(ILogger log, int port, string reason);
}
