namespace Heliostat.Client.Packing;

/// <summary>A scene with everything that it needs.</summary>
/// <param name="Main">The path of the .blend itself; one of <paramref name="Files"/>.</param>
/// <param name="Blender">The version of the Blender that read it.</param>
/// <param name="Files">Every file that the scene reads, by path.</param>
/// <param name="Facts">What the scene is.</param>
public sealed record PackedScene(
    string Main, string Blender, IReadOnlyList<PackedFile> Files, SceneDescription Facts)
{
    /// <summary>Files that it names and that are not there; empty unless they were allowed.</summary>
    public IReadOnlyList<NamedFile> Missing { get; init; } = [];

    /// <summary>Files that it names and that do not go along, because nodes do not run scripts.</summary>
    public IReadOnlyList<NamedFile> LeftOut { get; init; } = [];
}
