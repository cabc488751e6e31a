namespace Heliostat.Node.Runners.Blender;

/// <summary>One file of a scene on this node.</summary>
/// <param name="Original">The absolute POSIX path that it had where the scene was made.</param>
/// <param name="Local">Where its bytes lie on this node.</param>
internal sealed record PlacedFile(string Original, string Local);
