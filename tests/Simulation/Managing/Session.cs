using Heliostat.Simulation.Nodes;

namespace Heliostat.Simulation.Managing;

/// <summary>One connection of a node. Each end learns in its own time that it is over.</summary>
internal sealed class Session(Guid id, NodeModel node)
{
    public Guid Id { get; } = id;

    public NodeModel Node { get; } = node;

    public bool IsOpenAtManager { get; set; } = true;

    public bool IsOpenAtNode { get; set; } = true;

    /// <summary>Until then nothing gets through, and neither end knows.</summary>
    public long BlockedUntilMs { get; set; }

    /// <summary>When the newest message to the node arrives: messages of a session keep their order.</summary>
    public long ToNodeMs { get; set; }

    /// <summary>When the newest message to the manager arrives.</summary>
    public long ToManagerMs { get; set; }
}
