using Heliostat.Core.Nodes;
using Heliostat.Protocol.Nodes;
using Heliostat.Simulation.Nodes;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Managing;

/// <summary>The manager's end of the relay: sessions open and close, envelopes come in and are acknowledged.</summary>
internal sealed class SessionDesk(World world, ManagerModel manager)
{
    private readonly List<Session> _open = [];

    /// <summary>A node comes to the door; nobody opens while the manager is down.</summary>
    public void Knock(NodeModel node)
    {
        if (!manager.IsUp)
        {
            return;
        }

        // A newer connection of a node takes the place of the older one.
        CloseOf(node);
        var session = new Session(world.Chance.NextId(), node);
        _open.Add(session);
        node.Open(session);
        world.Link.ToNode(session, new ManagerHello(world.Secrets.NetworkId, session.Id, "head"));
    }

    /// <summary>The session in which the books know the node, while it is open.</summary>
    public Session? Find(Node node) =>
        _open.Find(session => session.Id == node.Session && session.IsOpenAtManager);

    public void Send(Node? node, ManagerMessage message)
    {
        if (node is not null && Find(node) is { } session)
        {
            world.Link.ToNode(session, message);
        }
    }

    /// <summary>A signed envelope came in; the host has checked session, counter and signature.</summary>
    public void Receive(Session session, ulong counter, NodeEnvelope envelope)
    {
        if (!session.IsOpenAtManager || !manager.IsUp)
        {
            return;
        }

        manager.Presence.Hear(session.Node.Id);
        var body = System.Text.Encoding.UTF8.GetString(EnvelopeText.WriteBody(envelope));
        var report = new ReportEnvelope(
            session.Node.Id, session.Id, counter, body, "signature", Unbelieved(envelope), session.Node.AddressBlock)
        {
            Read = envelope,
        };
        manager.Ask(report, decision =>
        {
            if (decision.Refused is null)
            {
                world.Link.ToNode(session, new EnvelopeAck(counter, decision.RefusedMessages));
                world.Watch.Acknowledge(envelope, decision.RefusedMessages);
            }
            else if (decision.Refused.Code == "node-unknown")
            {
                Close(session);
            }
        });
    }

    public void ReceiveHeartbeat(Session session)
    {
        if (!session.IsOpenAtManager || !manager.IsUp)
        {
            return;
        }

        manager.Presence.Hear(session.Node.Id);
        var state = manager.Books.Nodes.Find(session.Node.Id)?.State;
        if (state is NodeState.Unhealthy or NodeState.Offline or NodeState.Registered)
        {
            manager.Ask(new HearHeartbeat(session.Node.Id));
        }
    }

    /// <summary>The manager sees that a connection is gone, or closes it.</summary>
    public void Close(Session session)
    {
        if (session.IsOpenAtManager)
        {
            session.IsOpenAtManager = false;
            _open.Remove(session);
            world.Link.TellNodeItIsOver(session);
            manager.Ask(new DisconnectNode(session.Node.Id, session.Id));
        }
    }

    public void CloseOf(NodeModel node) =>
        _open.FindAll(session => session.Node == node).ForEach(Close);

    /// <summary>The manager died; no session of it is left.</summary>
    public void BreakAll()
    {
        foreach (var session in _open)
        {
            session.IsOpenAtManager = false;
            world.Link.TellNodeItIsOver(session);
        }

        _open.Clear();
    }

    private List<MessageRefusal>? Unbelieved(NodeEnvelope envelope)
    {
        var refused = envelope.Messages.Index()
            .Where(message => message.Item is JobResult { File: { } file } && file.Bytes == 0)
            .Select(message => new MessageRefusal(message.Index, "blob-missing", "The file is not there."))
            .ToList();
        return refused.Count > 0 ? refused : null;
    }
}
