using Heliostat.Protocol.Nodes;
using Heliostat.Simulation.Managing;

namespace Heliostat.Simulation.Worlds;

/// <summary>The network between nodes and manager: messages take time, come twice, too late, or not at all.</summary>
internal sealed class Link(World world)
{
    private const int LateMsMax = 30_000;
    private const int NoticeMsMax = 3_000;

    public void ToNode(Session session, ManagerMessage message)
    {
        var atMs = Arrival(session, session.ToNodeMs, out var isLate);
        session.ToNodeMs = isLate ? session.ToNodeMs : atMs;
        Deliver(session, atMs, () =>
        {
            if (session.IsOpenAtNode)
            {
                session.Node.Receive(session, message);
            }
        });
    }

    public void ToManager(Session session, Action receive)
    {
        var atMs = Arrival(session, session.ToManagerMs, out var isLate);
        session.ToManagerMs = isLate ? session.ToManagerMs : atMs;
        Deliver(session, atMs, receive);
    }

    /// <summary>The node sees some time later that its connection is gone.</summary>
    public void TellNodeItIsOver(Session session) =>
        world.Agenda.In(world.Chance.Below(NoticeMsMax), () => session.Node.Lose(session));

    /// <summary>The manager sees some time later that a connection is gone.</summary>
    public void TellManagerItIsOver(Session session) =>
        world.Agenda.In(world.Chance.Below(NoticeMsMax), () => world.Manager.Sessions.Close(session));

    private long Arrival(Session session, long newestMs, out bool isLate)
    {
        var weather = world.Weather;
        var latencyMs = world.Chance.Between(weather.LatencyMsMin, weather.LatencyMsMax);
        isLate = world.Chance.PerMille(weather.LatePerMille);
        return isLate
            ? world.Agenda.NowMs + latencyMs + world.Chance.Below(LateMsMax)
            : Math.Max(newestMs, world.Agenda.NowMs + latencyMs);
    }

    private void Deliver(Session session, long atMs, Action deed)
    {
        if (session.BlockedUntilMs > world.Agenda.NowMs || world.Chance.PerMille(world.Weather.LostPerMille))
        {
            return;
        }

        world.Agenda.In(atMs - world.Agenda.NowMs, deed);
        if (world.Chance.PerMille(world.Weather.DoubledPerMille))
        {
            world.Agenda.In(atMs - world.Agenda.NowMs + world.Chance.Below(LateMsMax), deed);
        }
    }
}
