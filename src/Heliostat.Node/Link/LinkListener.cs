using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;

namespace Heliostat.Node.Link;

/// <summary>
/// What a node does with its connection. Each is called by the connection's own loop and returns soon.
/// </summary>
/// <param name="Introduce">Makes the node's hello, when a session begins.</param>
/// <param name="Receive">Takes whatever is not about the connection itself.</param>
/// <param name="Refused">Told of a report that the manager refused, with the code of the refusal.</param>
/// <param name="KeepToken">Keeps a fresh token.</param>
/// <param name="KeepHead">Keeps the manager's newest signed head.</param>
internal sealed record LinkListener(
    Func<NodeHello> Introduce,
    Action<ManagerMessage> Receive,
    Action<NodeMessage, string> Refused,
    Action<string> KeepToken,
    Action<SignedHead> KeepHead)
{
    /// <summary>Told that a session began, after hello and the first heartbeat were said.</summary>
    public Action Opened { get; init; } = static () => { };

    /// <summary>Told that a session is over.</summary>
    public Action Closed { get; init; } = static () => { };
}
