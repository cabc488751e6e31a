using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Managing;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Nodes;

/// <summary>
/// A model of a node's agent: it connects, takes work and checks, reports, and behaves as its character is.
/// </summary>
internal sealed class NodeModel
{
    private const int KnockMsMax = 4_000;
    private const int HeartbeatMs = 30_000;
    private const int LookMs = 5_000;
    private const int HelloMs = 20_000;

    private readonly World _world;
    private long _openedMs;
    private int _life;

    public NodeModel(World world, NodeFacts facts, Character character, AccountId owner)
    {
        (_world, Facts, Character, Operator) = (world, facts, character, owner);
        Id = new NodeId(world.Chance.NextId());
        Number = world.Cast.Nodes.Count;
        Conscience = new Conscience(Number, character);
        Outbox = new Outbox(world, this);
        Worker = new WorkBench(world, this);
        Verifier = new CheckBench(world, this);
        Fate = new Fate(world, this);
    }

    public NodeId Id { get; }

    public int Number { get; }

    public AccountId Operator { get; }

    public NodeFacts Facts { get; }

    public Character Character { get; private set; }

    public Conscience Conscience { get; }

    public string? AddressBlock { get; init; }

    public bool IsAlive { get; private set; }

    public Session? Session { get; private set; }

    public bool SaidHello { get; private set; }

    public Outbox Outbox { get; }

    public WorkBench Worker { get; }

    public CheckBench Verifier { get; }

    private Fate Fate { get; }

    public void Live()
    {
        IsAlive = true;
        In(_world.Chance.Below(KnockMsMax), Knock);
        In(_world.Chance.Below(HeartbeatMs), Beat);
        In(LookMs, Look);
        Outbox.WakeUp();
        Worker.WakeUp();
        Verifier.WakeUp();
        Fate.Begin();
    }

    /// <summary>The process is gone, or the machine sleeps; the connection breaks.</summary>
    public void Die(bool mayReturn = true)
    {
        if (!IsAlive)
        {
            return;
        }

        Break();
        IsAlive = false;
        _life++;
        if (!Character.Remembers)
        {
            Outbox.Forget();
            Worker.Forget();
            Verifier.Forget();
        }

        if (mayReturn)
        {
            Fate.Return();
        }
    }

    public void Heal()
    {
        Character = Character.Healed();
        if (!IsAlive)
        {
            Live();
        }
        else
        {
            Worker.GoOn();
            Verifier.GoOn();
        }
    }

    /// <summary>Does something later, unless the node has died by then.</summary>
    public void In(long ms, Action deed)
    {
        var life = _life;
        _world.Agenda.In(ms, () =>
        {
            if (IsAlive && _life == life)
            {
                deed();
            }
        });
    }

    public void Open(Session session)
    {
        if (!IsAlive)
        {
            return;
        }

        (Session, SaidHello, _openedMs) = (session, false, _world.Agenda.NowMs);
        Outbox.ForgetCounters();
    }

    /// <summary>The connection broke, from this end.</summary>
    public void Break()
    {
        if (Session is { } session)
        {
            session.IsOpenAtNode = false;
            Session = null;
            _world.Link.TellManagerItIsOver(session);
        }
    }

    /// <summary>The node sees that a connection of its is gone.</summary>
    public void Lose(Session session)
    {
        session.IsOpenAtNode = false;
        if (Session == session)
        {
            Session = null;
        }
    }

    public void Receive(Session session, ManagerMessage message)
    {
        if (!IsAlive || session != Session)
        {
            return;
        }

        switch (message)
        {
            case ManagerHello when !SaidHello: SayHello(); break;
            case EnvelopeAck said: Acknowledge(said); break;
            case JobDispatch said: Worker.Take(said); break;
            case CheckDispatch said: Verifier.Take(said); break;
            case FileCheck said: Verifier.Take(said); break;
            case TilesWanted said: HandOver(said); break;
            case JobCancel { Check: { } check }: Verifier.Drop(check); break;
            case JobCancel said: Worker.Drop(said.Run); break;
            default: break;
        }
    }

    private void SayHello()
    {
        SaidHello = true;
        Outbox.Begin(new NodeHello(Facts, Worker.Runs, Verifier.Checks));
    }

    private void Acknowledge(EnvelopeAck said)
    {
        if (Outbox.Acknowledge(said.Counter) is not { } envelope)
        {
            return;
        }

        for (var i = 0; i < envelope.Messages.Count; i++)
        {
            var code = said.Refused?.FirstOrDefault(refused => refused.Index == i)?.Code;
            Worker.Acknowledge(envelope.Messages[i], code);
        }
    }

    private void HandOver(TilesWanted asked)
    {
        var picture = asked.FromVerifier
            ? Verifier.PictureOf(asked.Check)
            : Worker.PictureOf(asked.Check.Run.Job, asked.Check.Unit);
        var blob = picture is null || Character.HidesTiles ? null : new BlobName(picture.Commitment, asked.Tiles.Count);
        Outbox.Report(new TilesReady(asked.Check, asked.FromVerifier, blob));
    }

    private void Knock()
    {
        if (Session is null)
        {
            _world.Manager.Sessions.Knock(this);
        }

        In(_world.Chance.Between(500, KnockMsMax), Knock);
    }

    private void Beat()
    {
        if (Session is { } session && SaidHello)
        {
            _world.Link.ToManager(session, () => _world.Manager.Sessions.ReceiveHeartbeat(session));
        }

        In(HeartbeatMs, Beat);
    }

    private void Look()
    {
        // A hello was lost on the way, the manager's or this node's: this connection will never do.
        if (Session is not null && !(SaidHello && Outbox.IsHelloHeard) && _openedMs + HelloMs <= _world.Agenda.NowMs)
        {
            Break();
        }

        Outbox.Look();
        In(LookMs, Look);
    }
}
