using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Heliostat.Protocol.Streams;

namespace Heliostat.Manager.Tests.Streams;

/// <summary>Two ends of one WebSocket over loopback.</summary>
internal sealed record SocketPair(ByteSocket Near, ByteSocket Far) : IDisposable
{
    public static async Task<SocketPair> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var server = await listener.AcceptTcpClientAsync();
        return new SocketPair(Of(server, isServer: true), Of(client, isServer: false));
    }

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }

    private static ByteSocket Of(TcpClient client, bool isServer) => new(
        WebSocket.CreateFromStream(client.GetStream(), new WebSocketCreationOptions { IsServer = isServer }));
}
