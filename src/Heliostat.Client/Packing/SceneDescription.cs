namespace Heliostat.Client.Packing;

/// <summary>
/// What a scene is, as Blender reads it: everything that decides how, where and whether it can be rendered.
/// </summary>
public sealed record SceneDescription
{
    /// <summary>The render engine, such as <c>CYCLES</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>Whether there is a camera to render through.</summary>
    public required bool HasCamera { get; init; }

    /// <summary>The first frame of the scene's own range.</summary>
    public required int FrameFirst { get; init; }

    /// <summary>The last frame of the scene's own range.</summary>
    public required int FrameLast { get; init; }

    /// <summary>The step of the scene's own range.</summary>
    public required int FrameStep { get; init; }

    /// <summary>Frames a second when it is played.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>The format of its own output, in Blender's words, such as <c>OPEN_EXR_MULTILAYER</c>.</summary>
    public string FileFormat { get; init; } = "";

    /// <summary>Pixels across of a finished frame, after the scene's own percentage.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels up of a finished frame, after the scene's own percentage.</summary>
    public required int Height { get; init; }

    /// <summary>Pixels across at 100 %.</summary>
    public required int WidthFull { get; init; }

    /// <summary>Pixels up at 100 %.</summary>
    public required int HeightFull { get; init; }

    /// <summary>Samples a pixel.</summary>
    public required int Samples { get; init; }

    /// <summary>Whether pixels take as many samples as they need.</summary>
    public required bool Adaptive { get; init; }

    /// <summary>Whether the scene wants its frames denoised, for which a node's Blender must be able to.</summary>
    public required bool WantsDenoising { get; init; }

    /// <summary>Whether the compositor makes the delivered picture.</summary>
    public required bool Composites { get; init; }

    /// <summary>The view layers that are rendered.</summary>
    public required IReadOnlyList<string> ViewLayers { get; init; }

    /// <summary>Simulations that are not baked.</summary>
    public required IReadOnlyList<UnbakedPhysics> Unbaked { get; init; }

    /// <summary>What could not be verified.</summary>
    public required IReadOnlyList<UnsupportedFeature> Unsupported { get; init; }
}
