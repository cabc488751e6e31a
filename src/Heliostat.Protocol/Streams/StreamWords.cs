namespace Heliostat.Protocol.Streams;

/// <summary>What both ends of a stream to a container go by.</summary>
public static class StreamWords
{
    /// <summary>Seconds that a node has to open a stream that is wanted of it.</summary>
    public const int OpenSecondsMax = 10;

    /// <summary>Bytes that a pump holds in each direction; it reads no more before they are written.</summary>
    public const int BufferBytes = 64 * 1024;

    /// <summary>Streams that one node opens at once.</summary>
    public const int PerNodeMax = 512;

    /// <summary>Where a node opens a stream: this, a slash and the stream's id.</summary>
    public const string RelayPath = "/api/v1/relay/streams";

    /// <summary>Where a consumer opens a stream to a port of a job.</summary>
    public static string PathOf(Guid job, int port) =>
        FormattableString.Invariant($"/v1/jobs/{job}/streams/{port}");
}
