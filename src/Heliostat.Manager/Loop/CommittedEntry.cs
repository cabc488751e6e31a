using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Loop;

/// <summary>One durable entry, as readers get it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Hash">Its hash in the chain.</param>
public readonly record struct CommittedEntry(JournalEntry Entry, ContentHash Hash)
{
    /// <summary>Its number.</summary>
    public long Sequence => Entry.Sequence;

    /// <summary>When it was decided.</summary>
    public Instant At => Entry.At;

    /// <summary>What was asked.</summary>
    public Command Command => Entry.Command;

    /// <summary>What happened.</summary>
    public IReadOnlyList<Event> Events => Entry.Events;
}
