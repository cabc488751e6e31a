using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Blobs;

/// <summary>What is logged of blobs: numbers, never a URL.</summary>
internal static partial class BlobsLog
{
    [LoggerMessage(
        LogLevel.Information,
        "Let go {Blobs} blobs of {Bytes} bytes that nobody needs, and {Partial} bytes of broken uploads; {Kept} stay.")]
    public static partial void Swept(ILogger log, long blobs, long bytes, long partial, long kept);

    [LoggerMessage(LogLevel.Warning, "The views are behind, so no blob was let go; the next sweep tries again.")]
    public static partial void SweepPutOff(ILogger log);

    [LoggerMessage(LogLevel.Error, "Letting blobs go failed; the next sweep tries again.")]
    public static partial void SweepFailed(ILogger log, Exception error);
}
