namespace Heliostat.Protocol.Jobs;

/// <summary>The video that is made of a job's frames, in the order in which they are listed.</summary>
/// <param name="Format">Its format.</param>
/// <param name="FrameRateThousandths">
/// Thousandths of a frame a second, 1 to <see cref="FrameRateThousandthsMax"/>: 23,976 for 23.976 frames a second.
/// </param>
public sealed record VideoSettings(VideoFormat Format, int FrameRateThousandths)
{
    /// <summary>The highest frame rate: 1,000 frames a second.</summary>
    public const int FrameRateThousandthsMax = 1_000_000;
}

/// <summary>The format of a video. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VideoFormat>))]
public enum VideoFormat
{
    /// <summary>H.264 in an MP4 file, 8 bits, 4:2:0.</summary>
    [JsonStringEnumMemberName("mp4")]
    Mp4,
}
