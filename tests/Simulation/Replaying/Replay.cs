using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Simulation.Checkers;
using Heliostat.Simulation.Managing;

namespace Heliostat.Simulation.Replaying;

/// <summary>Writes the books again from a journal, and decides its commands again.</summary>
internal static class Replay
{
    public static void GivesTheSameBooks(IReadOnlyList<JournalEntry> entries, Network books)
    {
        var again = new Network();
        foreach (var entry in entries)
        {
            foreach (var happened in entry.Events)
            {
                again.Apply(happened, entry.At);
            }
        }

        Compare(again, books, "its events give other books");
    }

    public static void DecidesTheSame(
        IReadOnlyList<JournalEntry> entries, IReadOnlyList<byte[]> bodies, Network books)
    {
        var again = new Network();
        foreach (var (entry, body) in entries.Zip(bodies))
        {
            var decision = again.Handle(entry.Command, entry.Stamp, new RecordedKeys(entry.Events));
            if (!JournalModel.Write(entry with { Events = decision.Events }).AsSpan().SequenceEqual(body))
            {
                throw Broken($"entry {entry.Sequence} is decided otherwise: {decision.Refused}");
            }
        }

        Compare(again, books, "deciding it again gives other books");
    }

    private static void Compare(Network again, Network books, string how)
    {
        if (!JournalModel.Write(again).AsSpan().SequenceEqual(JournalModel.Write(books)))
        {
            throw Broken(how);
        }
    }

    private static BrokenPromiseException Broken(string how) =>
        new($"A journal, replayed, gives the same books and the same decisions, byte by byte. But {how}.");
}
