using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Heliostat.Manager.Tests.Hostile;

/// <summary>Connections that send a few bytes and then hardly any: as many of them as would tire a server.</summary>
internal sealed class SlowClients : IDisposable
{
    private const int PauseMilliseconds = 500;

    private readonly List<Socket> _sockets = [];

    public static async Task<SlowClients> ConnectAsync(Uri origin, int count, string beginning)
    {
        var clients = new SlowClients();
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            clients._sockets.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, origin.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(beginning));
        }

        return clients;
    }

    /// <summary>Drips on until the server has let all of them go; the first line that it said, if any.</summary>
    public async Task<string> LetGoAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        var answers = await Task.WhenAll(_sockets.Select(socket => DripAsync(socket, limit.Token)));
        return Assert.Single(answers.Distinct());
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private static async Task<string> DripAsync(Socket socket, CancellationToken cancellation)
    {
        var heard = new StringBuilder();
        var bytes = new byte[1_024];
        var reading = socket.ReceiveAsync(bytes, cancellation).AsTask();
        try
        {
            while (true)
            {
                await Task.WhenAny(reading, Task.Delay(PauseMilliseconds, cancellation));
                cancellation.ThrowIfCancellationRequested();
                if (!reading.IsCompleted)
                {
                    await socket.SendAsync("x"u8.ToArray(), cancellation);
                    continue;
                }

                if (await reading is var count && count == 0)
                {
                    break;
                }

                heard.Append(Encoding.ASCII.GetString(bytes, 0, count));
                reading = socket.ReceiveAsync(bytes, cancellation).AsTask();
            }
        }
        catch (SocketException)
        {
            // The server closed while something was still on its way.
        }

        return heard.ToString().Split("\r\n")[0];
    }
}
