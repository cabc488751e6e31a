namespace Heliostat.Protocol.Jobs;

/// <summary>The file format in which frames are delivered. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageFormat>))]
public enum ImageFormat
{
    /// <summary>PNG, 8 or 16 bits a channel as the scene says.</summary>
    [JsonStringEnumMemberName("PNG")]
    Png,

    /// <summary>OpenEXR, 32-bit float, ZIP.</summary>
    [JsonStringEnumMemberName("EXR")]
    Exr,

    /// <summary>JPEG, quality 90.</summary>
    [JsonStringEnumMemberName("JPEG")]
    Jpeg,

    /// <summary>Multilayer OpenEXR, 32-bit float, ZIP: all view layers and passes, and the composite.</summary>
    [JsonStringEnumMemberName("MULTILAYER")]
    Multilayer,
}
