using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Heliostat.Containers.Tests.Support;

/// <summary>
/// The way out of a network namespace: a port of loopback in it that leads to the same port outside. Nothing leads in.
/// </summary>
internal sealed class Tunnel : IAsyncDisposable
{
    private const int NetworkKind = 0x40000000;

    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;
    private readonly int _port;
    private readonly Task _serving;

    private Tunnel(Socket listener, int port)
    {
        (_listener, _port) = (listener, port);
        _serving = ServeAsync();
    }

    public static Tunnel Open(NetworkSpace space, int port)
    {
        Socket? listener = null;
        Exception? cause = null;
        var inside = new Thread(() =>
        {
            // A socket stays in the namespace of the thread that made it; the thread itself ends there.
            try
            {
                using var handle = File.OpenHandle($"/proc/{space.HolderId}/ns/net");
                Enter(handle);
                listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
                listener.Listen();
            }
            catch (Exception error) when (error is Win32Exception or SocketException or IOException)
            {
                cause = error;
            }
        });
        inside.Start();
        inside.Join();
        Assert.Null(cause);
        return new Tunnel(listener!, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private static void Enter(SafeFileHandle handle)
    {
        if (EnterNamespace(handle, NetworkKind) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptAsync(_stop.Token);
                open.RemoveAll(pair => pair.IsCompleted);
                open.Add(PairAsync(caller));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task PairAsync(Socket caller)
    {
        using var inside = new NetworkStream(caller, ownsSocket: true);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port), _stop.Token);
            using var outside = new NetworkStream(socket);
            await Task.WhenAll(PumpAsync(inside, outside, socket), PumpAsync(outside, inside, caller));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException)
        {
            // One side is gone, and so is the connection.
        }
    }

    private async Task PumpAsync(Stream from, Stream to, Socket end)
    {
        await from.CopyToAsync(to, _stop.Token);
        end.Shutdown(SocketShutdown.Send);
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int EnterNamespace(SafeFileHandle handle, int kind);
}
