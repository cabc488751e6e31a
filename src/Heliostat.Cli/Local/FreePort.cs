using System.Net;
using System.Net.Sockets;

namespace Heliostat.Cli.Local;

/// <summary>Finds a TCP port of loopback on which nobody listens.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
