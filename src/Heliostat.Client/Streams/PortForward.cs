using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Heliostat.Protocol.Streams;

namespace Heliostat.Client.Streams;

/// <summary>
/// A port of this machine's loopback that leads to a port of a job's container: every connection to it is a stream of
/// its own. Others on the network cannot connect to it.
/// </summary>
public sealed class PortForward : IAsyncDisposable
{
    private const int AcceptPauseMilliseconds = 100;

    private readonly Func<CancellationToken, Task<ByteSocket>> _open;
    private readonly TcpListener _listener;
    private readonly Action<HeliostatException> _refused;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Guid, Task> _streams = new();
    private readonly Task _work;

    private PortForward(
        TcpListener listener, Func<CancellationToken, Task<ByteSocket>> open, Action<HeliostatException> refused)
    {
        (_listener, _open, _refused) = (listener, open, refused);
        LocalPort = ((IPEndPoint)listener.LocalEndpoint).Port;
        _work = AcceptAllAsync();
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int LocalPort { get; }

    /// <summary>Begins to listen; connections are taken until it is disposed of.</summary>
    /// <param name="localPort">The port to listen on; 0 takes a free one.</param>
    /// <param name="open">Opens a stream for one connection.</param>
    /// <param name="refused">Told why a connection could not be carried; it was closed.</param>
    /// <exception cref="HeliostatException">The port is taken, or may not be used.</exception>
    public static PortForward Start(
        int localPort, Func<CancellationToken, Task<ByteSocket>> open, Action<HeliostatException> refused)
    {
        var listener = new TcpListener(IPAddress.Loopback, localPort);
        try
        {
            listener.Start();
            return new PortForward(listener, open, refused);
        }
        catch (SocketException cause)
        {
            listener.Dispose();
            throw new HeliostatException(
                "port-unusable",
                $"Port {localPort} of this machine cannot be listened on: {cause.Message}",
                "Name another as LOCAL:PORT, or stop what listens there.",
                cause);
        }
    }

    /// <summary>Closes the port and every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _work;
        await Task.WhenAll(_streams.Values);
        _stop.Dispose();
    }

    private async Task AcceptAllAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Begin(socket);
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                // The machine has no room for one more at this moment.
                await Task.WhenAny(Task.Delay(AcceptPauseMilliseconds, _stop.Token));
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException
                or SocketException)
            {
                return;
            }
        }
    }

    private void Begin(Socket socket)
    {
        var id = Guid.NewGuid();
        var carrying = new Task<Task>(() => CarryAsync(id, socket));
        _streams[id] = carrying.Unwrap();
        carrying.Start(TaskScheduler.Default);
    }

    private async Task CarryAsync(Guid id, Socket socket)
    {
        await using var local = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await using var stream = await _open(_stop.Token);
            await BytePump.RunAsync(local, stream, _stop.Token);
        }
        catch (HeliostatException error)
        {
            BytePump.Break(local);
            _refused(error);
        }
        catch (OperationCanceledException)
        {
            BytePump.Break(local);
        }
        finally
        {
            _streams.TryRemove(id, out _);
        }
    }
}
