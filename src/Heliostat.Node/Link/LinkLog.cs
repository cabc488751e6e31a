using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Link;

/// <summary>What the log says of the connection. Operators look for the first three word for word.</summary>
internal static partial class LinkLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to relay server")]
    public static partial void Connected(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection lost, reconnecting...")]
    public static partial void ConnectionLost(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "Heartbeat acknowledged")]
    public static partial void HeartbeatAcknowledged(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Gateway}: {Reason} Next attempt in {Seconds:0.0} s.")]
    public static partial void NextAttempt(ILogger log, string gateway, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message =
        "Authentication failed (4001): {Reason} The token is over or refused, or the node is drained or banned. "
        + "Re-register: heliostat node register --force ...")]
    public static partial void TokenRefused(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The manager refused a report ({Code}): {Reason}")]
    public static partial void ReportRefused(ILogger log, string code, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of the manager was not understood: {Reason}")]
    public static partial void NotUnderstood(ILogger log, string reason);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "A report of {Bytes} bytes is too long to be sent, and is dropped.")]
    public static partial void ReportTooLong(ILogger log, int bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Message} could not be handled.")]
    public static partial void HandlerFailed(ILogger log, string message, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "This machine's clock is {Seconds} s {Direction} the manager's. Work goes on, but registering and other signed "
        + "requests from here are refused: set the clock, for example with timedatectl set-ntp true.")]
    public static partial void ClockApart(ILogger log, long seconds, string direction);

    [LoggerMessage(Level = LogLevel.Information, Message = "The token was renewed.")]
    public static partial void TokenRenewed(ILogger log);

    [LoggerMessage(Level = LogLevel.Critical, Message =
        "The manager's journal went back from entry {Kept} to {Given}: keep the file 'head', it is evidence.")]
    public static partial void HeadWentBack(ILogger log, long kept, long given);

    [LoggerMessage(Level = LogLevel.Critical, Message =
        "The head at entry {Given} is not signed with the key that the manager had when this node was registered: "
        + "somebody else may answer in its place. It is not kept.")]
    public static partial void HeadForged(ILogger log, long given);
}
