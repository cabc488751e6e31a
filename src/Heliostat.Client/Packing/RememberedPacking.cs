namespace Heliostat.Client.Packing;

/// <summary>What Blender said of a scene, and all that it looked at to say so.</summary>
internal sealed record RememberedPacking
{
    public required PackedDocument Document { get; init; }

    /// <summary>The .blend files and listed folders, each with its size (0 for folders) and time of change.</summary>
    public required IReadOnlyList<SeenEntry> Seen { get; init; }
}
