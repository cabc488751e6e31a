using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Verification;

namespace Heliostat.Cli.Jobs;

/// <summary>How a scene is to be rendered; what is null is as the scene says.</summary>
/// <param name="Path">The .blend file.</param>
internal sealed record SceneWish(string Path)
{
    public string? Frames { get; init; }

    public int Chunk { get; init; }

    public ImageFormat? Format { get; init; }

    public Resolution? Resolution { get; init; }

    public int? Samples { get; init; }

    public bool NoDenoise { get; init; }

    public bool OneTask { get; init; }

    public bool AllowMissing { get; init; }

    public RegionCut? Tiles { get; init; }

    public VideoFormat? Encode { get; init; }
}
