namespace Heliostat.Client.Packing;

/// <summary>What the script inside Blender writes.</summary>
internal sealed record PackedDocument
{
    public string? Error { get; init; }

    public string? Blender { get; init; }

    public string? Main { get; init; }

    public SceneDescription? Facts { get; init; }

    public IReadOnlyList<PackedFile> Files { get; init; } = [];

    public IReadOnlyList<NamedFile> Missing { get; init; } = [];

    public IReadOnlyList<NamedFile> LeftOut { get; init; } = [];

    public IReadOnlyList<NamedFile> Refused { get; init; } = [];

    /// <summary>Folders of which every name was looked at.</summary>
    public IReadOnlyList<string> Listed { get; init; } = [];

    /// <summary>Whether files were looked for elsewhere than the scene says.</summary>
    public bool Searched { get; init; }
}
