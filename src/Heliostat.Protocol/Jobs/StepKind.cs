namespace Heliostat.Protocol.Jobs;

/// <summary>What is done in one step of a job. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepKind>))]
public enum StepKind
{
    /// <summary>A plugin runs.</summary>
    [JsonStringEnumMemberName("run")]
    Run,

    /// <summary>Frames, or regions of them, are rendered.</summary>
    [JsonStringEnumMemberName("render")]
    Render,

    /// <summary>The regions of a frame are put together, composited and saved.</summary>
    [JsonStringEnumMemberName("stitch")]
    Stitch,

    /// <summary>A video is made of the frames.</summary>
    [JsonStringEnumMemberName("encode")]
    Encode,
}
