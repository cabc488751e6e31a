using System.Net.WebSockets;
using Heliostat.Core.Nodes;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Nodes;

/// <summary>Lets nodes in at <c>/api/v1/relay/ws/{node_id}</c>.</summary>
internal sealed class RelayRoute(RelayDesk desk, FailureLimit failures)
{
    private static readonly ProblemAnswer NoWebSocket = new(
        StatusCodes.Status426UpgradeRequired, "websocket-required", "The relay speaks WebSocket; connect with it.");

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Get("/api/v1/relay/ws/{id:guid}", ConnectAsync).ExcludeFromDescription();

    private async Task<IResult> ConnectAsync(HttpContext context, Guid id)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            return NoWebSocket;
        }

        var address = context.Connection.RemoteIpAddress;
        if (failures.IsOver(address))
        {
            return Problems.TooManyFailures;
        }

        var node = new NodeId(id);
        var claims = desk.Tokens.Admit(NodeTokens.Of(context.Request), node);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        if (claims is null)
        {
            failures.Add(address);
            await RefuseAsync(socket, "The token is missing, over, or another node's.");
        }
        else if (await WhyNotAsync(node) is { } reason)
        {
            await RefuseAsync(socket, reason);
        }
        else
        {
            await ServeAsync(new NodeConnection(node, socket, claims.Expires, address, desk));
        }

        return TypedResults.Empty;
    }

    private async Task ServeAsync(NodeConnection connection)
    {
        using (connection)
        {
            desk.Connections.Add(connection);
            NodesLog.Connected(desk.Log, connection.Node);
            try
            {
                await connection.RunAsync();
            }
            finally
            {
                desk.Connections.Remove(connection);
                desk.Streams.Open.EndSession(connection.Session);
                NodesLog.Disconnected(desk.Log, connection.Node);
            }
        }
    }

    // A draining node comes in only to finish what it has.
    private async Task<string?> WhyNotAsync(NodeId node) => desk.Roster.Find(node)?.State switch
    {
        NodeState.Banned => "The node is banned.",
        NodeState.Draining when await desk.Loop.AskAsync(network => Dispatcher.IsIdle(network, node)) =>
            "The node is drained.",
        _ => null,
    };

    private static async Task RefuseAsync(WebSocket socket, string reason)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(NodeConnection.CloseSecondsMax));
        try
        {
            await socket.CloseAsync(RelayCloseCodes.Authentication, reason, limit.Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // Whoever it was has gone already.
        }
    }
}
