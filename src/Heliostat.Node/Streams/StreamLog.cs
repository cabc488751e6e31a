using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Streams;

/// <summary>What is logged about streams to containers: never what moves on them.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(LogLevel.Debug, "A stream to port {Port} of run {Run} is open.")]
    public static partial void Opened(ILogger log, string run, int port);

    [LoggerMessage(LogLevel.Debug, "A stream to port {Port} of run {Run} is over.")]
    public static partial void Over(ILogger log, string run, int port);

    [LoggerMessage(LogLevel.Information, "No stream to port {Port} of run {Run} ({Code}): {Reason}")]
    public static partial void Refused(ILogger log, string run, int port, string code, string reason);

    [LoggerMessage(LogLevel.Error, "A stream to port {Port} of run {Run} failed.")]
    public static partial void Failed(ILogger log, string run, int port, Exception error);
}
