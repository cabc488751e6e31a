using Microsoft.Extensions.Logging;

namespace Heliostat.Node;

/// <summary>What a node's agent takes from its host. Many agents of one process share one.</summary>
/// <param name="Time">The clock, by which everything here waits.</param>
/// <param name="Logs">Where log lines go.</param>
/// <param name="Http">The client for requests and WebSockets, with its pool of connections.</param>
public sealed record NodeSurroundings(TimeProvider Time, ILoggerFactory Logs, HttpMessageInvoker Http)
{
    private const int ConnectSecondsMax = 30;
    private const int IdleConnectionSecondsMax = 60;

    /// <summary>The system's clock and a client of its own.</summary>
    public static NodeSurroundings Create(ILoggerFactory logs) => new(TimeProvider.System, logs, CreateHttp());

    /// <summary>A client that follows no redirects, keeps no cookies and uses no proxy for loopback.</summary>
    public static HttpMessageInvoker CreateHttp() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(ConnectSecondsMax),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(IdleConnectionSecondsMax),
    });
}
