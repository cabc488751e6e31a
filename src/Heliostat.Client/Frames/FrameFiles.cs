using System.Globalization;
using System.Text.Json;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Client.Frames;

/// <summary>How the files of a job's frames are called: <c>frame_0001.png</c>, by the frame's number.</summary>
public static class FrameFiles
{
    /// <summary>The name of the file of a video.</summary>
    public const string VideoName = "video.mp4";

    /// <summary>The name of one frame's file.</summary>
    public static string NameOf(int frame, ImageFormat format)
    {
        var number = Math.Abs(frame).ToString("0000", CultureInfo.InvariantCulture);
        return $"frame_{(frame < 0 ? "-" : "")}{number}.{ExtensionOf(format)}";
    }

    /// <summary>The extension of a format, without the dot.</summary>
    public static string ExtensionOf(ImageFormat format) => format switch
    {
        ImageFormat.Png => "png",
        ImageFormat.Exr or ImageFormat.Multilayer => "exr",
        ImageFormat.Jpeg => "jpg",
    };

    /// <summary>The format in which a job delivers; PNG where it says nothing.</summary>
    public static ImageFormat FormatOf(JobResource job) =>
        job.Parameters.Parameters is { ValueKind: JsonValueKind.Object } parameters
        && parameters.TryGetProperty("format", out var format)
        && format.ValueKind == JsonValueKind.String
            ? format.GetString() switch
            {
                "EXR" => ImageFormat.Exr,
                "MULTILAYER" => ImageFormat.Multilayer,
                "JPEG" => ImageFormat.Jpeg,
                _ => ImageFormat.Png,
            }
            : ImageFormat.Png;

    /// <summary>The name of the file of a unit: a frame's, or the video's.</summary>
    public static string NameOf(UnitResource unit, ImageFormat format) =>
        unit.Step == StepKind.Encode ? VideoName : NameOf(unit.Frame ?? unit.Unit, format);
}
