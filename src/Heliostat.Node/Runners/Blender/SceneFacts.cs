namespace Heliostat.Node.Runners.Blender;

/// <summary>What Blender says of a scene that it has opened, after the job's settings were applied.</summary>
/// <param name="Composites">Whether the delivered picture comes out of the compositor.</param>
/// <param name="Denoises">Whether the delivered picture is denoised.</param>
/// <param name="Adaptive">Whether pixels take as many samples as they need.</param>
/// <param name="Layers">View layers; the checked pixels hold them one after the other.</param>
/// <param name="Samples">Samples a pixel.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels up.</param>
internal sealed record SceneFacts(
    bool Composites, bool Denoises, bool Adaptive, int Layers, int Samples, int Width, int Height)
{
    /// <summary>Whether a worker hands over its passes, from which others can make the delivered picture.</summary>
    public bool DeliversPasses => Composites && !Denoises;
}
