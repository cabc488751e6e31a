using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Link;

/// <summary>
/// A node's connection to its manager, made again whenever it is lost. What the node reports goes through its
/// <see cref="Outbox"/>, which outlives every connection.
/// </summary>
internal sealed class RelayLink
{
    private readonly RelayContext _context;
    private readonly ReconnectPause _pause;
    private volatile bool _connected;
    private volatile RelaySession? _session;

    public RelayLink(RelayContext context)
    {
        _context = context;
        _pause = new ReconnectPause(context.Options.ReconnectSecondsMax);
    }

    /// <summary>Whether a session is open now.</summary>
    public bool IsConnected => _connected;

    private ILogger Log => _context.Log;

    /// <summary>Leaves the session that is open, if one is; the next begins with a new hello.</summary>
    public void Renew(string reason) => _session?.Leave(reason);

    /// <summary>Connects, and connects again, until cancelled; then closes in good order.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var end = await ConnectSafelyAsync(stopping).ConfigureAwait(false);
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            if (end.WasOpen)
            {
                LinkLog.ConnectionLost(Log);
            }

            var pause = _pause.Next();
            if (end.TokenRefused)
            {
                LinkLog.TokenRefused(Log, end.Reason);
                pause = TimeSpan.FromSeconds(_context.Options.RefusedTokenSeconds);
            }
            else
            {
                LinkLog.NextAttempt(Log, _context.Identity.Gateway.Origin, end.Reason, pause.TotalSeconds);
            }

            await PauseAsync(pause, stopping).ConfigureAwait(false);
        }
    }

    private async Task<SessionEnd> ConnectSafelyAsync(CancellationToken stopping)
    {
        try
        {
            return await ConnectOnceAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Whatever it was, a node that gave up its connection for it would be lost until somebody looks.
            LinkLog.HandlerFailed(Log, "connection", error);
            return new SessionEnd(false, false, "The connection ended by a fault of the agent.");
        }
    }

    private async Task<SessionEnd> ConnectOnceAsync(CancellationToken stopping)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_context.Identity.Token}");
        socket.Options.CollectHttpResponseDetails = true;
        // Our own heartbeats do this; a timer for each connection would be one too many.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        try
        {
            var url = _context.Identity.Gateway.RelayUrl(_context.Identity.Id);
            await socket.ConnectAsync(url, _context.Surroundings.Http, stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or HttpRequestException or OperationCanceledException)
        {
            var refused = socket.HttpStatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
            return new SessionEnd(false, refused, $"Cannot connect: {error.GetBaseException().Message}");
        }

        try
        {
            using var session = new RelaySession(socket, _context);
            _session = session;
            return await session.RunAsync(OnOpened, stopping).ConfigureAwait(false);
        }
        finally
        {
            _session = null;
            _connected = false;
            _context.Listener.Closed();
        }
    }

    private void OnOpened()
    {
        _connected = true;
        _pause.Reset();
        LinkLog.Connected(Log);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(pause, _context.Surroundings.Time, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees that it is to stop.
        }
    }
}
