using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Streams;

/// <summary>What is logged about ways to containers: never what moves on them.</summary>
internal static partial class StreamsLog
{
    [LoggerMessage(LogLevel.Warning, "No stream port is free for port {Port} of job {Job}; widen --stream-ports.")]
    public static partial void NoPortFree(ILogger log, int port, JobId job);

    [LoggerMessage(LogLevel.Error, "The port of a container could not be opened or closed.")]
    public static partial void DoorFailed(ILogger log, Exception error);
}
