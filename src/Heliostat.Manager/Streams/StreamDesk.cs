using Heliostat.Core;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Nodes;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Streams;

/// <summary>
/// Opens streams to the ports of live runs: asks the run's node over the relay, and waits until the node comes with a
/// connection of its own, for nobody can connect to a node.
/// </summary>
internal sealed class StreamDesk(ManagerLoop loop, NodeConnections connections, OpenTunnels open)
{
    /// <summary>The streams that are wanted or open.</summary>
    public OpenTunnels Open => open;

    /// <summary>A stream, which its caller disposes of; or the reason why there is none.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public async Task<(Tunnel? Tunnel, Refusal? Refused)> OpenAsync(TunnelAim aim, CancellationToken cancellation)
    {
        var tunnel = new Tunnel(open, aim) { BeganAt = open.Now };
        if (open.TryAdd(tunnel) is { } full)
        {
            open.CountRefused();
            return (null, full);
        }

        try
        {
            // The stream is in the book before the run is looked for, so that the run's end finds it there.
            var refused = await AskAsync(tunnel) ?? await tunnel.Arrived.WaitAsync(cancellation);
            if (refused is null)
            {
                return (tunnel, null);
            }

            tunnel.End(refused);
            return (null, refused);
        }
        catch (LoopUnavailableException error)
        {
            tunnel.End(error.Refusal);
            return (null, StreamProblems.Stopping);
        }
        catch
        {
            tunnel.End(StreamProblems.Left);
            throw;
        }
    }

    /// <summary>Takes a node's no; one about another node's stream says nothing.</summary>
    public void Refuse(NodeId node, StreamRefused said)
    {
        if (open.Find(said.Stream) is { IsOpen: false } tunnel && tunnel.Place?.Node == node)
        {
            tunnel.End(StreamProblems.FromNode(said.Code, said.Reason));
        }
    }

    /// <summary>Where a run lives; null when it does not. Asked on the loop's thread.</summary>
    public static TunnelPlace? PlaceOf(Network network, RunId run) =>
        IsLive(network, run)
        && network.Jobs.Find(run.Job)?.FindTask(run.Task)?.Node is { } node
        && network.Nodes.Find(node)?.Session is { } session
            ? new TunnelPlace(node, session)
            : null;

    /// <summary>Whether a node has the run. Asked on the loop's thread.</summary>
    public static bool IsLive(Network network, RunId run) =>
        network.Jobs.Find(run.Job)?.FindTask(run.Task) is { IsLive: true } task && task.Attempt == run.Attempt;

    private async Task<Refusal?> AskAsync(Tunnel tunnel)
    {
        var run = tunnel.Aim.Run;
        var (isLive, place) = await loop.AskAsync(network => (IsLive(network, run), PlaceOf(network, run)));
        if (place is null)
        {
            return isLive ? StreamProblems.NodeAway : StreamProblems.RunNotLive;
        }

        if (open.TryPlace(tunnel, place) is { } full)
        {
            return full;
        }

        // Found only after the stream has its place: a session that ends from here on ends the stream too.
        if (connections.Find(place.Node) is not { } connection || connection.Session != place.Session)
        {
            return StreamProblems.NodeAway;
        }

        connection.Send(new StreamWanted(tunnel.Id, run, tunnel.Aim.Port));
        return null;
    }
}
