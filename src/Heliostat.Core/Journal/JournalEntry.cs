namespace Heliostat.Core.Journal;

/// <summary>
/// One line of the journal: a command, when and with which seed it was decided, and what happened. Its place in the
/// chain is kept beside it: hash = SHA-256(previous hash ‖ these bytes).
/// </summary>
/// <param name="Sequence">Its number, from 1 without gaps.</param>
/// <param name="Rules">The number of the rules that decided.</param>
/// <param name="At">The stamp's time.</param>
/// <param name="Seed">The stamp's seed.</param>
/// <param name="Command">What was asked.</param>
/// <param name="Events">What happened.</param>
public sealed record JournalEntry(
    long Sequence, int Rules, Instant At, ContentHash Seed, Command Command, IReadOnlyList<Event> Events)
{
    /// <summary>The stamp that the command was decided with.</summary>
    [JsonIgnore]
    public Stamp Stamp => new(At, Seed);
}
