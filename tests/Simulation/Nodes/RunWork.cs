using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Nodes;

/// <summary>A run that a node has: what is left of it, and what of it is not acknowledged yet.</summary>
internal sealed class RunWork(JobDispatch order)
{
    public RunId Run => order.Run;

    /// <summary>True for a container, which waits for nothing else that the node does.</summary>
    public bool IsContainer => order.Container is not null;

    /// <summary>True for a container that runs until it is stopped.</summary>
    public bool IsPersistent => order.Container?.Kind == JobKind.Persistent;

    public BlenderSettings? Blender => order.Blender;

    public Queue<int> UnitsLeft { get; } = new(order.Units);

    public bool IsStarted { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Reports on their way; a run is spoken of until all of them are acknowledged.</summary>
    public int Unacknowledged { get; set; }
}
