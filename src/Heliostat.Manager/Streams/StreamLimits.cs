using Heliostat.Protocol.Streams;

namespace Heliostat.Manager.Streams;

/// <summary>How many streams to containers there may be, and for how long.</summary>
internal static class StreamLimits
{
    /// <summary>Seconds that a node has to open a stream.</summary>
    public const int OpenSecondsMax = StreamWords.OpenSecondsMax;

    /// <summary>Seconds for which nothing may move on a stream: ten minutes.</summary>
    public const int IdleSecondsMax = 600;

    /// <summary>Seconds that a stream may last: a day.</summary>
    public const int TotalSecondsMax = 24 * 3_600;

    /// <summary>Streams of one job at once.</summary>
    public const int PerJobMax = 64;

    /// <summary>Streams of one account's jobs at once.</summary>
    public const int PerAccountMax = 256;

    /// <summary>Streams to one node at once.</summary>
    public const int PerNodeMax = StreamWords.PerNodeMax;
}
