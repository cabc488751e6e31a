namespace Heliostat.Core.Nodes;

/// <summary>What a run is counted as on its node.</summary>
public enum SlotKind
{
    /// <summary>A run of a plugin.</summary>
    Plugin,

    /// <summary>A run of the renderer.</summary>
    Render,

    /// <summary>A container.</summary>
    Container,
}
