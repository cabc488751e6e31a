using System.Net.WebSockets;

namespace Heliostat.Protocol.Nodes;

/// <summary>The codes with which either side closes a relay connection, beside those of WebSocket itself.</summary>
public static class RelayCloseCodes
{
    /// <summary>
    /// The token is missing, invalid or over, a signature is wrong, or the node is banned or drained.
    /// </summary>
    public const WebSocketCloseStatus Authentication = (WebSocketCloseStatus)4001;

    /// <summary>No heartbeat came, or none was answered, for too long.</summary>
    public const WebSocketCloseStatus Heartbeat = (WebSocketCloseStatus)4002;
}
