using Heliostat.Core;
using Heliostat.Core.Journal;

namespace Heliostat.Simulation.Checkers;

/// <summary>Looks at the numbers and times of entries.</summary>
internal sealed class EntriesFollow : Checker
{
    private long _sequence;
    private Instant _at;

    public override string Promise =>
        "Entries are numbered without gaps, something happened in each, and no time runs back.";

    public override void Look(JournalEntry entry, Network books)
    {
        if (entry.Sequence != _sequence + 1 || entry.At < _at || entry.Events.Count == 0)
        {
            throw Broken($"entry {entry.Sequence} at {entry.At} follows entry {_sequence} at {_at}");
        }

        (_sequence, _at) = (entry.Sequence, entry.At);
    }
}
