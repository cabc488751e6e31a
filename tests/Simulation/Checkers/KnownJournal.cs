using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Simulation.Managing;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Checkers;

/// <summary>A journal in which a good deal happened, for tests that break it on purpose.</summary>
internal sealed class KnownJournal
{
    private const ulong Seed = 13;

    private KnownJournal(int containers)
    {
        World = new World(Scenario.Draw(Seed) with
        {
            Containers = containers,
            Weather = Weather.Calm,
            StormMs = 300_000,
            OtherNodes = 6,
            LiarsPerMille = 500,
            GangMembers = 2,
            Jobs = 10,
            Claims = 20,
            Retires = false,
            SetsQuotas = false,
            Cooks = false,
        });
        World.Run();
        Entries = [.. World.Manager.Journal.Bodies.Select(JournalModel.Read)];
    }

    public static KnownJournal Instance { get; } = new(containers: 0);

    /// <summary>The same network, with docker jobs as well.</summary>
    public static KnownJournal WithContainers { get; } = new(containers: 12);

    public World World { get; }

    public IReadOnlyList<JournalEntry> Entries { get; }

    /// <summary>
    /// What a checker says to the journal after its entries were changed, while the books are those of the true ones;
    /// or after the books were changed. Null where it says nothing.
    /// </summary>
    public string? SaidBy(
        Checker checker, Func<JournalEntry, JournalEntry>? change = null, Action<Network>? spoil = null)
    {
        var books = new Network();
        try
        {
            foreach (var entry in Entries)
            {
                foreach (var happened in entry.Events)
                {
                    books.Apply(happened, entry.At);
                }

                spoil?.Invoke(books);
                checker.Look(change is null ? entry : change(entry), books);
            }

            checker.Finish(books);
        }
        catch (BrokenPromiseException broken)
        {
            return broken.Message;
        }

        return null;
    }
}
