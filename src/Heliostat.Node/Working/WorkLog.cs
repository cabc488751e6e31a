using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Working;

/// <summary>
/// What the log says of the work. Operators look for the first three word for word, at the start of a line.
/// </summary>
internal static partial class WorkLog
{
    [LoggerMessage(
        Level = LogLevel.Information, Message = "Received job_dispatch run={Run} type={JobType} units={Units}")]
    public static partial void Received(ILogger log, string run, string jobType, int units);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job completed run={Run}")]
    public static partial void Completed(ILogger log, string run);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job failed run={Run} reason={Reason} side={Side}: {Detail}")]
    public static partial void Failed(ILogger log, string run, string reason, string side, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} was cancelled: {Reason}")]
    public static partial void Cancelled(ILogger log, string run, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Check {Check} began ({Tiles} tiles, 0 for the whole)")]
    public static partial void CheckBegan(ILogger log, string check, int tiles);

    [LoggerMessage(Level = LogLevel.Information, Message = "Check {Check} reported")]
    public static partial void CheckReported(ILogger log, string check);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Check {Check} failed reason={Reason} side={Side}: {Detail}")]
    public static partial void CheckFailed(ILogger log, string check, string reason, string side, string detail);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "Check {Check}: the delivered file is bound={Bound} ({Reason})")]
    public static partial void FileCompared(ILogger log, string check, bool bound, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Something unforeseen happened in {Where}.")]
    public static partial void Unforeseen(ILogger log, string where, Exception error);
}
