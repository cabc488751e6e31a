using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Heliostat.Protocol.Streams;

namespace Heliostat.Manager.Streams;

/// <summary>A TCP port of the manager that leads to a port of one run.</summary>
internal sealed class PortDoor : IAsyncDisposable
{
    private const int AcceptPauseMilliseconds = 100;

    private readonly TcpListener _listener;
    private readonly StreamDesk _desk;
    private readonly TunnelAim _aim;
    private readonly JobPorts _ports;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Guid, Task> _serving = new();
    private readonly Task _work;

    private PortDoor(TcpListener listener, StreamDesk desk, TunnelAim aim, JobPorts ports)
    {
        (_listener, _desk, _aim, _ports) = (listener, desk, aim, ports);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _work = Task.Run(AcceptAllAsync);
    }

    /// <summary>The manager's port.</summary>
    public int Port { get; }

    /// <summary>The container's port.</summary>
    public int Inner => _aim.Port;

    /// <summary>Listens; null where the port is taken.</summary>
    public static PortDoor? TryOpen(IPEndPoint at, StreamDesk desk, TunnelAim aim, JobPorts ports)
    {
        var listener = new TcpListener(at);
        try
        {
            listener.Start();
            return new PortDoor(listener, desk, aim, ports);
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }

    /// <summary>Closes the port and what came in by it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _work;
        await Task.WhenAll(_serving.Values);
        _stop.Dispose();
    }

    private async Task AcceptAllAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Begin(await _listener.AcceptSocketAsync(_stop.Token));
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
        var serving = new Task<Task>(() => ServeAsync(id, new NetworkStream(socket, ownsSocket: true)));
        _serving[id] = serving.Unwrap();
        serving.Start(TaskScheduler.Default);
    }

    private async Task ServeAsync(Guid id, NetworkStream peer)
    {
        try
        {
            if (!_ports.Admits((peer.Socket.RemoteEndPoint as IPEndPoint)?.Address))
            {
                return;
            }

            var (tunnel, _) = await _desk.OpenAsync(_aim, _stop.Token);
            if (tunnel is not null)
            {
                await BytePump.RunAsync(peer, tunnel, _stop.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The door closes, or the peer has gone before it was let in.
        }
        finally
        {
            // Who was not let in, or not carried to the end, sees a reset; after a whole exchange this does nothing.
            BytePump.Break(peer);
            _serving.TryRemove(id, out _);
        }
    }
}
