namespace Heliostat.Manager.Views;

/// <summary>By what nodes are ordered.</summary>
public enum NodeSort
{
    /// <summary>When they were registered.</summary>
    RegisteredAt,

    /// <summary>What their operators call them.</summary>
    Name,
}
