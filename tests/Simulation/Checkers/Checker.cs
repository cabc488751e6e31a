using Heliostat.Core;
using Heliostat.Core.Journal;

namespace Heliostat.Simulation.Checkers;

/// <summary>
/// One promise of the network, looked at after every entry. It speaks only when the promise is broken.
/// </summary>
internal abstract class Checker
{
    public abstract string Promise { get; }

    /// <summary>Looks at an entry, and at the books as they are after it.</summary>
    public virtual void Look(JournalEntry entry, Network books)
    {
        foreach (var happened in entry.Events)
        {
            Look(happened, books);
        }
    }

    /// <summary>Looks at the end of a seed, when every job has ended.</summary>
    public virtual void Finish(Network books)
    {
    }

    protected virtual void Look(Event happened, Network books)
    {
    }

    protected BrokenPromiseException Broken(string how) => new($"{Promise} But {how}.");
}
