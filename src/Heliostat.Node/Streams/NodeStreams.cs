using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Streams;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Streams;

/// <summary>
/// Opens the streams that the manager wants: each is a connection outwards of its own, so that nobody connects to this
/// machine, and none disturbs the relay. They end with the session in which they were wanted.
/// </summary>
internal sealed class NodeStreams(
    NodeIdentity identity, NodeSurroundings surroundings, IContainerPorts? ports, Action<NodeMessage> remark)
    : IAsyncDisposable
{
    private readonly ILogger _log = surroundings.Logs.CreateLogger("Heliostat.Node.Streams");
    private readonly ConcurrentDictionary<Guid, Task> _work = new();
    private readonly Lock _gate = new();
    private CancellationTokenSource _session = new();
    private bool _isDisposed;

    /// <summary>Streams that are being opened or are open.</summary>
    public int Count => _work.Count;

    /// <summary>Opens what is wanted, or says why not. Returns at once.</summary>
    public void Open(StreamWanted wanted)
    {
        if (ports is null)
        {
            Refuse(wanted, "containers-not-offered", "This node runs no containers.");
            return;
        }

        if (_work.Count >= StreamWords.PerNodeMax)
        {
            Refuse(wanted, "node-streams-too-many", $"This node has {StreamWords.PerNodeMax} streams already.");
            return;
        }

        lock (_gate)
        {
            if (!_isDisposed)
            {
                var stop = _session.Token;
                var work = new Task<Task>(() => ServeAsync(wanted, ports, stop));
                if (_work.TryAdd(wanted.Stream, work.Unwrap()))
                {
                    work.Start(TaskScheduler.Default);
                }
            }
        }
    }

    /// <summary>Ends every stream: the session in which they were wanted is over.</summary>
    public void EndAll()
    {
        CancellationTokenSource ended;
        lock (_gate)
        {
            (ended, _session) = (_session, new CancellationTokenSource());
        }

        ended.Cancel();
        ended.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        EndAll();
        await Task.WhenAll(_work.Values).ConfigureAwait(false);
        _session.Dispose();
    }

    private async Task ServeAsync(StreamWanted wanted, IContainerPorts known, CancellationToken stop)
    {
        var run = wanted.Run.ToString();
        try
        {
            await using var container = await ConnectAsync(wanted, known, stop).ConfigureAwait(false);
            await using var manager = await DialAsync(wanted.Stream, stop).ConfigureAwait(false);
            StreamLog.Opened(_log, run, wanted.Port);
            await BytePump.RunAsync(container, manager, stop).ConfigureAwait(false);
            StreamLog.Over(_log, run, wanted.Port);
        }
        catch (StreamException error)
        {
            Refuse(wanted, error.Code, error.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The manager ended it on its side already.
        }
        catch (Exception error)
        {
            StreamLog.Failed(_log, run, wanted.Port, error);
            Refuse(wanted, "node-failed", "The node failed to open the stream; its log says how.");
        }
        finally
        {
            _work.TryRemove(wanted.Stream, out _);
        }
    }

    private async Task<Stream> ConnectAsync(StreamWanted wanted, IContainerPorts known, CancellationToken stop)
    {
        using var limit = Limit(stop);
        try
        {
            return await known.ConnectAsync(wanted.Run, wanted.Port, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            throw new StreamException(
                "port-closed", $"Nothing answers at port {wanted.Port} of the container: {error.Message}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new StreamException(
                "port-silent",
                $"Port {wanted.Port} of the container did not answer within {StreamWords.OpenSecondsMax} seconds.");
        }
    }

    // The manager is a stranger to the container, so it is reached only once the container is.
    private async Task<ByteSocket> DialAsync(Guid stream, CancellationToken stop)
    {
        var socket = new ClientWebSocket();
        try
        {
            using var limit = Limit(stop);
            socket.Options.SetRequestHeader("Authorization", $"Bearer {identity.Token}");
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            await socket.ConnectAsync(identity.Gateway.StreamUrl(stream), surroundings.Http, limit.Token)
                .ConfigureAwait(false);
            return new ByteSocket(socket);
        }
        catch (Exception error)
        {
            socket.Dispose();
            stop.ThrowIfCancellationRequested();
            throw error is WebSocketException or HttpRequestException or OperationCanceledException
                ? new StreamException(
                    "stream-lost", $"The node cannot open the stream: {error.GetBaseException().Message}")
                : error;
        }
    }

    private CancellationTokenSource Limit(CancellationToken stop)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(StreamWords.OpenSecondsMax));
        return limit;
    }

    private void Refuse(StreamWanted wanted, string code, string reason)
    {
        StreamLog.Refused(_log, wanted.Run.ToString(), wanted.Port, code, reason);
        remark(new StreamRefused(wanted.Stream, code, reason));
    }
}
