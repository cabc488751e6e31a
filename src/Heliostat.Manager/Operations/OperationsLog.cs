using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Operations;

/// <summary>What the API logs: never a query, a header, or a body.</summary>
internal static partial class OperationsLog
{
    [LoggerMessage(LogLevel.Critical, "{Reason} The request was refused.")]
    public static partial void DiskFull(ILogger log, string reason);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed.")]
    public static partial void RequestFailed(ILogger log, string method, PathString path, Exception error);

    [LoggerMessage(LogLevel.Error, "Looking for what is silent or over failed; it is tried again in a second.")]
    public static partial void SweepFailed(ILogger log, Exception error);
}
