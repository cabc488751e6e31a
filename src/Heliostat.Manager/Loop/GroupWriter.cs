using Heliostat.Core;
using Heliostat.Core.Founding;
using Heliostat.Core.Journal;
using Heliostat.Core.Scheduling;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Loop;

/// <summary>
/// Decides commands one after the other and writes what happened as one group. Between a decision and the commit the
/// books are ahead of the journal, so nothing may leave; when a commit fails, neither books nor writer may go on.
/// </summary>
internal sealed class GroupWriter(LoopParts parts) : IDisposable
{
    /// <summary>Commands that add no entry to a group any more once it has this many.</summary>
    public const int EntriesMax = 8_000;

    /// <summary>Bytes after which a group is committed, so that large envelopes make no giant of it.</summary>
    public const int BytesMax = 32 * 1024 * 1024;

    /// <summary>Rounds of placing at the end of one group; the next group goes on.</summary>
    private const int PlacementRoundsMax = 4;

    private readonly EntryWriter _writer = new();
    private readonly List<StoredEntry> _stored = [];
    private readonly List<StoredNonce> _nonces = [];
    private List<CommittedEntry> _entries = [];
    private long _sequence = parts.File.LastSequence;
    private ContentHash _hash = parts.File.LastHash;

    /// <summary>The number of the newest entry, durable or not.</summary>
    public long Sequence => _sequence;

    /// <summary>True when the group should be committed before more is decided.</summary>
    public bool IsFull => _entries.Count >= EntriesMax || _writer.BytesCount >= BytesMax;

    /// <summary>True when the group has an entry.</summary>
    public bool HasEntries => _entries.Count > 0;

    /// <summary>Bytes of the group's entries.</summary>
    public long BytesCount => _writer.BytesCount;

    /// <summary>Decides a command; what happened becomes the group's next entry.</summary>
    public Decision Decide(Command command, StoredNonce? nonce = null)
    {
        var stamp = new Stamp(parts.Clock.Now, parts.Epochs.SeedOf(parts.Network, _sequence + 1));
        var decision = parts.Network.Handle(command, stamp, parts.Keys);
        if (decision.Refused is not null || decision.Events.Count == 0)
        {
            return decision;
        }

        Add(new JournalEntry(_sequence + 1, Network.Rules, stamp.At, stamp.Seed, command, decision.Events));
        if (nonce is { } used)
        {
            _nonces.Add(used);
        }

        return decision;
    }

    /// <summary>Opens the week in which we are, where it is not open yet.</summary>
    public void OpenEpochWhenDue()
    {
        if (parts.Epochs.Due(parts.Network, parts.Clock.Now) is { } due)
        {
            Demand(due);
        }
    }

    /// <summary>Opens the manager, which founds the network where there is none yet.</summary>
    /// <exception cref="JournalException">The journal belongs to another network.</exception>
    public void OpenManager(string version) =>
        Demand(new OpenManager(parts.NetworkId, Convert.ToBase64String(parts.SigningKey.PublicKey), version));

    /// <summary>Finds what is late.</summary>
    public void TickWhenDue()
    {
        if (Tick.IsDue(parts.Network, parts.Clock.Now))
        {
            Decide(new Tick());
        }
    }

    /// <summary>Places what can be placed; true when there is more to place than one group takes.</summary>
    public bool Place()
    {
        for (var round = 0; parts.Network.PlacementWanted; round++)
        {
            if (round == PlacementRoundsMax || IsFull)
            {
                return true;
            }

            if (Decide(new PlaceWork()).Events.Count == 0)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Makes the group durable; null when it has no entry.</summary>
    /// <exception cref="JournalException">The disk refused. The books are ahead of the journal: stop.</exception>
    public CommittedGroup? Commit()
    {
        if (_entries.Count == 0)
        {
            return null;
        }

        var head = SignedHead.Sign(parts.NetworkId, _sequence, _hash, parts.Clock.Now.UnixMs, parts.SigningKey);
        parts.File.Append(new JournalBatch(_stored, _nonces, head));
        var group = new CommittedGroup(_entries, head);
        _entries = new List<CommittedEntry>(_entries.Count);
        _stored.Clear();
        _nonces.Clear();
        _writer.Clear();
        return group;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Add(JournalEntry entry)
    {
        var body = _writer.Write(entry);
        var hash = EntryChain.Next(_hash, body.Span);
        _stored.Add(new StoredEntry(entry.Sequence, _hash, hash, body));
        _entries.Add(new CommittedEntry(entry, hash));
        (_sequence, _hash) = (entry.Sequence, hash);
    }

    private void Demand(Command command)
    {
        if (Decide(command).Refused is { } refused)
        {
            throw new JournalException(refused.Reason);
        }
    }
}
