using Heliostat.Core;
using Heliostat.Core.Founding;
using Heliostat.Core.Journal;
using Heliostat.Core.Scheduling;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Managing;

/// <summary>
/// Does what the manager's loop does: takes what waits, decides each command in turn, makes the group durable, and only
/// then answers and lets readers see it. It may die at any entry and at any point of a commit.
/// </summary>
internal sealed class ManagerModel
{
    private const int PollMs = 1_000;
    private const int TurnMsMax = 3;
    private const int CommitMsMax = 12;
    private const int SnapshotPerMille = 30;

    private readonly World _world;
    private readonly Queue<(Command Asked, Action<Decision>? Answer)> _inbox = [];
    private readonly List<(JournalEntry Entry, byte[] Body)> _group = [];
    private readonly List<Action> _answers = [];
    private bool _isTurnPlanned;
    private bool _isCommitting;
    private int _life;

    public ManagerModel(World world)
    {
        _world = world;
        Sessions = new SessionDesk(world, this);
        Dispatcher = new DispatcherModel(world, this);
        Judge = new JudgeModel(world, this);
        Presence = new PresenceModel(world, this);
    }

    public JournalModel Journal { get; } = new();

    public Network Books { get; private set; } = new();

    public bool IsUp { get; private set; }

    /// <summary>Up, and nothing waits to be decided or to be made durable.</summary>
    public bool IsIdle => IsUp && !_isTurnPlanned && !_isCommitting && _inbox.Count == 0;

    public SessionDesk Sessions { get; }

    public DispatcherModel Dispatcher { get; }

    public JudgeModel Judge { get; }

    public PresenceModel Presence { get; }

    public Instant Now => _world.Now;

    public void Start()
    {
        Books = Journal.Recover(fromSnapshot: _world.Chance.PerMille(500));
        _world.Watch.Recover(Journal, Books);
        IsUp = true;
        Judge.Forget();
        Presence.HearAll();
        Ask(new OpenManager(_world.Secrets.NetworkId, "signing key", "simulated"));
        OpenEpochWhenDue();
        Poll();
    }

    /// <summary>Asks for something; nobody answers when the manager is down, or dies before it is durable.</summary>
    public void Ask(Command command, Action<Decision>? answer = null)
    {
        if (IsUp)
        {
            _inbox.Enqueue((command, answer));
            PlanTurn();
        }
    }

    /// <summary>Does something later, unless the manager has died by then.</summary>
    public void In(long ms, Action deed)
    {
        var life = _life;
        _world.Agenda.In(ms, () =>
        {
            if (IsUp && _life == life)
            {
                deed();
            }
        });
    }

    private void PlanTurn()
    {
        if (!_isTurnPlanned && !_isCommitting)
        {
            _isTurnPlanned = true;
            In(_world.Chance.Below(TurnMsMax + 1), Turn);
        }
    }

    private void Poll()
    {
        Presence.Look();
        OpenEpochWhenDue();
        if (Books.PlacementWanted || Tick.IsDue(Books, Now))
        {
            PlanTurn();
        }

        In(PollMs, Poll);
    }

    private void OpenEpochWhenDue()
    {
        var (now, open) = (OpenEpoch.NumberAt(Now), Books.Founding.Epoch);
        if (now > open)
        {
            var hash = Protocol.Values.ContentHash.Of(_world.Secrets.EpochSecret(now).ToArray());
            Ask(new OpenEpoch(now, hash, open < 0 ? null : _world.Secrets.EpochSecret(open)));
        }
    }

    private void Turn()
    {
        _isTurnPlanned = false;
        while (_inbox.TryDequeue(out var waiting))
        {
            if (!Handle(waiting.Asked, waiting.Answer))
            {
                return;
            }
        }

        if (Tick.IsDue(Books, Now) && !Handle(new Tick(), null))
        {
            return;
        }

        if (!Books.PlacementWanted || Handle(new PlaceWork(), null))
        {
            _isCommitting = true;
            In(_world.Chance.Between(1, CommitMsMax), Commit);
        }
    }

    /// <summary>Decides one command; false when the manager died of it.</summary>
    private bool Handle(Command command, Action<Decision>? answer)
    {
        var sequence = Journal.Bodies.Count + _group.Count + 1;
        var stamp = new Stamp(Now, _world.Secrets.SeedOf(Books.Founding.Epoch, sequence));
        var decision = Books.Handle(command, stamp, _world.Secrets);
        _world.Tally.Count(decision);
        if (decision.Events.Count > 0)
        {
            var entry = new JournalEntry(sequence, Network.Rules, stamp.At, stamp.Seed, command, decision.Events);
            _group.Add((entry, JournalModel.Write(entry)));
            _world.Watch.Look(entry, Books);
        }

        if (answer is not null)
        {
            _answers.Add(() => answer(decision));
        }

        return !Dies();
    }

    private void Commit()
    {
        if (Dies())
        {
            return;
        }

        foreach (var (_, body) in _group)
        {
            Journal.Append(body);
        }

        if (Dies())
        {
            return;
        }

        _isCommitting = false;
        var (group, answers) = ((List<(JournalEntry Entry, byte[] Body)>)[.. _group], (List<Action>)[.. _answers]);
        _group.Clear();
        _answers.Clear();
        answers.ForEach(answer => answer());
        group.ForEach(written => Read(written.Entry));
        if (_world.Chance.PerMille(SnapshotPerMille))
        {
            Journal.KeepSnapshot(Books);
        }

        if (_inbox.Count > 0)
        {
            PlanTurn();
        }
    }

    private void Read(JournalEntry entry)
    {
        Dispatcher.Read(entry);
        Judge.Read(entry);
    }

    private bool Dies()
    {
        if (!_world.Chance.PerMille(_world.Weather.CrashPerMille))
        {
            return false;
        }

        IsUp = false;
        _life++;
        (_isTurnPlanned, _isCommitting) = (false, false);
        _inbox.Clear();
        _group.Clear();
        _answers.Clear();
        Sessions.BreakAll();
        _world.Tally.Crashes++;
        var outageMs = _world.Chance.PerMille(200) ? 200_000 : 5_000;
        _world.Agenda.In(_world.Chance.Between(100, outageMs), Start);
        return true;
    }
}
