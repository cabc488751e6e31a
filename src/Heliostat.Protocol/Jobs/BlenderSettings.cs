using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Protocol.Jobs;

/// <summary>What a Blender job asks for. File names are in the manifest, which is a blob.</summary>
/// <param name="Manifest">The blob that lists the scene's files (<see cref="SceneManifest"/>).</param>
/// <param name="Frames">The frame list, such as <c>1-24,30,40-60x2</c>.</param>
/// <param name="Chunk">Frames in a task, 1 to 10,000; 0 lets the manager choose from the measured frame time.</param>
/// <param name="Format">The format of the delivered files.</param>
/// <param name="Width">Pixels across, 1 to 16,384, after any percentage.</param>
/// <param name="Height">Pixels up, 1 to 16,384, after any percentage.</param>
/// <param name="Samples">Samples a pixel, 1 to 65,536; null takes the scene's.</param>
/// <param name="Denoise">True: the node's Blender must be able to denoise. False: denoising is switched off.</param>
/// <param name="OneTask">True keeps all frames in one task, rendered in order (unbaked physics).</param>
public sealed record BlenderSettings(
    ContentHash Manifest,
    string Frames,
    int Chunk,
    ImageFormat Format,
    int Width,
    int Height,
    int? Samples,
    bool Denoise,
    bool OneTask)
{
    /// <summary>Frames that a task of fixed size may have.</summary>
    public const int ChunkMax = 10_000;

    /// <summary>Pixels that a frame may have across or up.</summary>
    public const int SideMax = 16_384;

    /// <summary>Samples a pixel that a job may ask for.</summary>
    public const int SamplesMax = 65_536;

    /// <summary>The regions that each frame is cut into; null renders frames whole.</summary>
    public RegionCut? Tiles { get; init; }

    /// <summary>The video that is made of the frames; null for none.</summary>
    public VideoSettings? Video { get; init; }
}
