using System.Net.WebSockets;

namespace Heliostat.Manager.Nodes;

/// <summary>The codes with which the manager closes a relay connection.</summary>
internal static class CloseCodes
{
    /// <summary>
    /// The token is missing, invalid or over, a signature is wrong, or the node is banned or drained.
    /// </summary>
    public const WebSocketCloseStatus Authentication = (WebSocketCloseStatus)4001;

    /// <summary>No heartbeat for 90 seconds.</summary>
    public const WebSocketCloseStatus Heartbeat = (WebSocketCloseStatus)4002;

    /// <summary>The node did not keep to the protocol, or a newer connection took its place.</summary>
    public const WebSocketCloseStatus Policy = WebSocketCloseStatus.PolicyViolation;

    /// <summary>The manager stops.</summary>
    public const WebSocketCloseStatus GoingAway = WebSocketCloseStatus.EndpointUnavailable;
}
