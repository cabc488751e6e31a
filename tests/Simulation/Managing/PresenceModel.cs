using Heliostat.Core.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Managing;

/// <summary>
/// When each node was last heard. It lives in memory: after a start everybody counts as heard just now.
/// </summary>
internal sealed class PresenceModel(World world, ManagerModel manager)
{
    private readonly Dictionary<NodeId, long> _heardMs = [];
    private long _startedMs;

    public void HearAll()
    {
        _heardMs.Clear();
        _startedMs = world.Agenda.NowMs;
    }

    public void Hear(NodeId node) => _heardMs[node] = world.Agenda.NowMs;

    /// <summary>Reports who fell silent, and closes their connections.</summary>
    public void Look()
    {
        foreach (var node in manager.Books.Nodes.All)
        {
            var heardMs = _heardMs.GetValueOrDefault(node.Id, _startedMs);
            if (node.OfflineAt is null
                && node.State is not (NodeState.Registered or NodeState.Offline or NodeState.Banned)
                && heardMs + NodePresence.SilentAfterMs <= world.Agenda.NowMs)
            {
                manager.Ask(new ReportSilence(node.Id));
                manager.Sessions.CloseOf(world.Cast.Node(node.Id));
            }
        }
    }
}
