using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Verifying;

/// <summary>What the judge tells whoever runs the manager.</summary>
internal static partial class JudgeLog
{
    [LoggerMessage(LogLevel.Warning, "A check waits: a blob cannot be read: {Reason}")]
    public static partial void CannotRead(ILogger log, string reason);
}
