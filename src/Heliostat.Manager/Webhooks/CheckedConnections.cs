using System.Net;
using System.Net.Sockets;

namespace Heliostat.Manager.Webhooks;

/// <summary>
/// Opens connections only to addresses that were checked: the name is resolved here and the connection goes to what
/// came of it, so that a name cannot mean one thing when it is checked and another when it is used.
/// </summary>
internal sealed class CheckedConnections(WebhookUrl urls)
{
    /// <summary>Seconds that a connection may stay unused.</summary>
    private const int IdleSecondsMax = 30;

    /// <summary>Seconds after which a name is resolved anew.</summary>
    private const int LifetimeSecondsMax = 300;

    private const int HeaderKilobytesMax = 16;
    private const int DrainBytesMax = 16 * 1024;

    /// <summary>What carries the posts: follows nothing, keeps nothing, and takes next to nothing back.</summary>
    public SocketsHttpHandler MakeHandler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = HeaderKilobytesMax,
        MaxResponseDrainSize = DrainBytesMax,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(IdleSecondsMax),
        PooledConnectionLifetime = TimeSpan.FromSeconds(LifetimeSecondsMax),
        ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, cancellation),
    };

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint to, CancellationToken cancellation)
    {
        var found = await Dns.GetHostAddressesAsync(to.Host, cancellation);
        var allowed = Array.FindAll(found, address => urls.MayConnect(to.Host, address));
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, to.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
