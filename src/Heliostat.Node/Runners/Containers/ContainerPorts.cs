using System.Net;
using System.Net.Sockets;
using Heliostat.Node.Engines;
using Heliostat.Node.Sandbox;
using Heliostat.Node.Streams;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Runners.Containers;

/// <summary>
/// Connects to ports of containers from inside their own network namespaces. So a container needs no network to be
/// reached, nothing of this machine is opened for it, and a program that listens on loopback alone is found too.
/// </summary>
/// <param name="shop">Where the engine is.</param>
/// <param name="find">The run, where it is here.</param>
internal sealed class ContainerPorts(ContainerShop shop, Func<RunId, ContainerRun?> find) : IContainerPorts
{
    private const int ConnectSecondsMax = 10;

    /// <inheritdoc/>
    public async ValueTask<Stream> ConnectAsync(RunId run, int port, CancellationToken cancellationToken)
    {
        var known = find(run) ?? throw new StreamException("run-unknown", "This node does not run that.");
        if (!known.ListedPorts.Contains(port))
        {
            throw new StreamException("port-not-listed", $"The job's ports do not list {port}: start it with it.");
        }

        if (known.Container is not { } id || shop.Engine.Current is not { } engine)
        {
            throw new StreamException("run-not-running", "The container does not run yet: try again soon.");
        }

        var socket = await OpenAsync(engine, id, cancellationToken).ConfigureAwait(false);
        try
        {
            await ConnectAsync(socket, port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The number of a process may be given anew; one that still is the container's was so while it was entered.
    private static async Task<Socket> OpenAsync(EngineClient engine, string id, CancellationToken cancellation)
    {
        try
        {
            var before = await engine.Containers.InspectAsync(id, cancellation).ConfigureAwait(false);
            var socket = before.IsRunning ? await OpenInsideAsync(before.ProcessId).ConfigureAwait(false) : null;
            var after = await engine.Containers.InspectAsync(id, cancellation).ConfigureAwait(false);
            if (socket is not null && after.IsRunning && after.ProcessId == before.ProcessId)
            {
                return socket;
            }

            socket?.Dispose();
            throw new StreamException("run-not-running", "The container does not run.");
        }
        catch (Exception error) when (error is EngineException or IOException or UnauthorizedAccessException)
        {
            throw new StreamException("engine-failed", "The container cannot be reached, for its engine fails.");
        }
    }

    // A thread of its own goes there and ends: a namespace belongs to a thread, and a socket stays where it was made.
    private static Task<Socket> OpenInsideAsync(int process)
    {
        var opened = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                opened.SetResult(OpenInside(process));
            }
            catch (Exception error)
            {
                opened.SetException(error);
            }
        })
        { IsBackground = true };
        thread.Start();
        return opened.Task;
    }

    private static Socket OpenInside(int process)
    {
        var path = $"/proc/{process}/ns/net";
        using var space = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (PosixCalls.EnterNamespace(space, PosixCalls.NetworkNamespace) != 0)
        {
            throw new UnauthorizedAccessException("The container's network cannot be entered: run as root.");
        }

        return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    }

    private static async Task ConnectAsync(Socket socket, int port, CancellationToken cancellation)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(TimeSpan.FromSeconds(ConnectSecondsMax));
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), timed.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (
            error is SocketException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new StreamException("port-refused", $"Nothing in the container listens on port {port}.");
        }
    }
}
