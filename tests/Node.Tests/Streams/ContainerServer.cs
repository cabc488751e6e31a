using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Heliostat.Node.Streams;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Streams;

/// <summary>A real TCP server on loopback, in the place of a program in a container.</summary>
internal sealed class ContainerServer : IContainerPorts, IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<NetworkStream, Task> _talk;
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly ConcurrentBag<NetworkStream> _open = [];
    private readonly Task _work;
    private int _ended;

    private ContainerServer(Func<NetworkStream, Task> talk)
    {
        _talk = talk;
        _listener.Start();
        _work = AcceptAllAsync();
    }

    /// <summary>Conversations that were begun.</summary>
    public int Begun => _talks.Count;

    /// <summary>Conversations that ended, well or not.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>The container's port that is answered; others are closed.</summary>
    public int Port { get; init; } = 7_000;

    public static ContainerServer Start(Func<NetworkStream, Task> talk) => new(talk);

    /// <summary>One that sends back what it gets, and ends when its caller does.</summary>
    public static ContainerServer Echo() => new(stream => stream.CopyToAsync(stream));

    public async ValueTask<Stream> ConnectAsync(RunId run, int port, CancellationToken cancellationToken)
    {
        if (port != Port)
        {
            throw new StreamException("port-closed", $"Nothing answers at port {port}.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _work;
        foreach (var stream in _open)
        {
            await stream.DisposeAsync();
        }

        await Task.WhenAll(_talks);
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true)
            {
                var stream = new NetworkStream(await _listener.AcceptSocketAsync(), ownsSocket: true);
                _open.Add(stream);
                _talks.Add(Task.Run(() => TalkAsync(stream)));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        try
        {
            await _talk(stream);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The other side broke off, as some tests want it.
        }
        finally
        {
            await stream.DisposeAsync();
            Interlocked.Increment(ref _ended);
        }
    }
}
