namespace Heliostat.Core.Nodes;

/// <summary>How long a node may be unheard before what.</summary>
public static class NodePresence
{
    /// <summary>Milliseconds between two heartbeats.</summary>
    public const long HeartbeatMs = 30_000;

    /// <summary>Milliseconds without a heartbeat after which a node is silent: three missed.</summary>
    public const long SilentAfterMs = 90_000;

    /// <summary>Milliseconds without a heartbeat after which a node is offline.</summary>
    public const long OfflineAfterMs = 300_000;

    /// <summary>Milliseconds after which the runs of a closed connection are lost.</summary>
    public const long LostAfterClosedMs = 15_000;

    /// <summary>
    /// Milliseconds after which the PERSISTENT runs of a closed connection are lost: their containers outlive an agent
    /// that restarts.
    /// </summary>
    public const long PersistentLostAfterClosedMs = 90_000;

    /// <summary>Milliseconds that every lease and presence has after a manager's outage.</summary>
    public const long FreshAfterOutageMs = 90_000;
}
