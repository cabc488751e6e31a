using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Jobs;

/// <summary>What is logged about news of jobs.</summary>
internal static partial class JobsLog
{
    [LoggerMessage(LogLevel.Warning, "News of job {Job} could not be told; its followers are asked to read it again.")]
    public static partial void NewsLost(ILogger log, JobId job, Exception error);

    [LoggerMessage(LogLevel.Debug, "A word of progress could not be told.")]
    public static partial void ProgressLost(ILogger log, Exception error);
}
