using Heliostat.Manager.Accounts;
using Heliostat.Manager.Nodes;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Streams;

/// <summary>Lets a node bring a stream that it was asked for: <c>/api/v1/relay/streams/{stream}</c>.</summary>
internal sealed class StreamRelayRoute(OpenTunnels open, NodeTokens tokens, FailureLimit failures)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Get(StreamWords.RelayPath + "/{stream:guid}", ConnectAsync).ExcludeFromDescription();

    private async Task<IResult> ConnectAsync(HttpContext context, Guid stream)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            return StreamProblems.NoWebSocket;
        }

        var address = context.Connection.RemoteIpAddress;
        if (failures.IsOver(address))
        {
            return Problems.TooManyFailures;
        }

        // A stream of a job that ended meanwhile is no offence, and so not counted as one.
        if (open.Find(stream) is not { Place: { } place } tunnel)
        {
            return StreamProblems.StreamUnknown;
        }

        if (tokens.Admit(NodeTokens.Of(context.Request), place.Node) is null)
        {
            failures.Add(address);
            return Problems.TokenInvalid;
        }

        // Only now, so that nobody but the node can use it up.
        if (!tunnel.TryTake())
        {
            return StreamProblems.StreamUnknown;
        }

        await ServeAsync(context, tunnel);
        return TypedResults.Empty;
    }

    private static async Task ServeAsync(HttpContext context, Tunnel tunnel)
    {
        await using var bytes = new ByteSocket(await context.WebSockets.AcceptWebSocketAsync());
        await using var left = context.RequestAborted.Register(() => tunnel.End(StreamProblems.SessionEnded));
        if (tunnel.TryAttach(bytes))
        {
            await tunnel.Ended;
        }
    }
}
