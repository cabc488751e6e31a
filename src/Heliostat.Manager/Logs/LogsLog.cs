using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Logs;

/// <summary>What is logged about logs of runs.</summary>
internal static partial class LogsLog
{
    [LoggerMessage(LogLevel.Warning, "Something that run {Run} printed could not be kept; its log says where.")]
    public static partial void PieceLost(ILogger log, RunId run, Exception error);

    [LoggerMessage(LogLevel.Warning, "The logs of job {Job} could not be let go; the next sweep tries again.")]
    public static partial void NotForgotten(ILogger log, JobId job, Exception error);
}
