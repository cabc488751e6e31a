using System.Net.WebSockets;

namespace Heliostat.Node.Link;

/// <summary>The codes with which either side closes a relay connection.</summary>
public static class CloseCodes
{
    /// <summary>The token is missing, invalid or over, or the node is banned or drained.</summary>
    public const WebSocketCloseStatus Authentication = (WebSocketCloseStatus)4001;

    /// <summary>Heartbeats went unanswered.</summary>
    public const WebSocketCloseStatus Heartbeat = (WebSocketCloseStatus)4002;
}
