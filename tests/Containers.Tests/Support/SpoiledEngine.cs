using System.Net.Sockets;
using System.Text;

namespace Heliostat.Containers.Tests.Support;

/// <summary>What no real engine does when asked: the same bytes for each call, and then it hangs or hangs up.</summary>
internal sealed class SpoiledEngine : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("heliostat-s-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public SpoiledEngine(string answer, bool hangsUp)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        _serving = ServeAsync(Encoding.UTF8.GetBytes(answer), hangsUp);
    }

    public string SocketPath => Path.Combine(_folder.FullName, "s");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task ServeAsync(byte[] answer, bool hangsUp)
    {
        var open = new List<Socket>();
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptAsync(_stop.Token);
                open.Add(caller);
                _ = await caller.ReceiveAsync(new byte[4096], _stop.Token);
                await SendAsync(caller, answer);
                if (hangsUp)
                {
                    caller.Shutdown(SocketShutdown.Both);
                }
            }
        }
        catch (OperationCanceledException)
        {
            open.ForEach(caller => caller.Dispose());
        }
    }

    // Who has read enough hangs up first.
    private async Task SendAsync(Socket caller, byte[] answer)
    {
        try
        {
            for (var sent = 0; sent < answer.Length;)
            {
                sent += await caller.SendAsync(answer.AsMemory(sent), _stop.Token);
            }
        }
        catch (SocketException)
        {
            Assert.True(answer.Length > 1 << 20, "A short answer is always read.");
        }
    }
}
