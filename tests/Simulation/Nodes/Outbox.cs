using Heliostat.Protocol.Nodes;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Nodes;

/// <summary>
/// A node's reports on their way: a few to an envelope, kept and sent again until they are acknowledged.
/// </summary>
internal sealed class Outbox(World world, NodeModel node)
{
    private const int GatherMsMax = 200;
    private const int AgainMs = 10_000;

    private readonly List<NodeMessage> _gathered = [];
    private readonly List<SentEnvelope> _sent = [];
    private ulong _counter;

    /// <summary>True once the manager has acknowledged the hello of this session, its first envelope.</summary>
    public bool IsHelloHeard { get; private set; }

    public void Report(NodeMessage message)
    {
        if (_gathered.Count == 0)
        {
            node.In(world.Chance.Below(GatherMsMax), Flush);
        }

        _gathered.Add(message);
    }

    /// <summary>
    /// Says hello in a new session, and everything after it that nobody acknowledged in the one before.
    /// </summary>
    public void Begin(NodeHello hello)
    {
        (_counter, IsHelloHeard) = (0, false);
        Send(new SentEnvelope([hello]));
        _sent.ForEach(Send);
    }

    public void Look()
    {
        foreach (var envelope in _sent.Where(sent => sent.SentMs + AgainMs <= world.Agenda.NowMs).ToList())
        {
            Send(envelope);
        }
    }

    /// <summary>
    /// The envelope that an acknowledgement is about, which is no longer kept; null for one that was not.
    /// </summary>
    public SentEnvelope? Acknowledge(ulong counter)
    {
        IsHelloHeard |= counter == 1;
        var envelope = _sent.Find(sent => sent.Counter == counter);
        if (envelope is not null)
        {
            _sent.Remove(envelope);
        }

        return envelope;
    }

    /// <summary>The node slept: what it gathered before has not gone out.</summary>
    public void WakeUp() => Flush();

    public void Forget()
    {
        _gathered.Clear();
        _sent.Clear();
    }

    public void ForgetCounters() => _sent.ForEach(sent => sent.Counter = 0);

    private void Flush()
    {
        if (_gathered.Count == 0)
        {
            return;
        }

        var envelope = new SentEnvelope([.. _gathered]);
        _gathered.Clear();
        _sent.Add(envelope);
        Send(envelope);
    }

    private void Send(SentEnvelope envelope)
    {
        if (node.Session is not { } session || !node.SaidHello)
        {
            return;
        }

        var counter = ++_counter;
        (envelope.Counter, envelope.SentMs) = (counter, world.Agenda.NowMs);
        var body = new NodeEnvelope(envelope.Messages);
        world.Link.ToManager(session, () => world.Manager.Sessions.Receive(session, counter, body));
    }
}
