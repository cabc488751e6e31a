using Heliostat.Core;

namespace Heliostat.Simulation.Worlds;

/// <summary>What came about in a simulation, for people and for the test that nothing is dead.</summary>
internal sealed class Tally
{
    public int Crashes { get; set; }

    public long Sent { get; set; }

    public SortedDictionary<string, int> Refusals { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>The moves of the lifecycle tables that were made.</summary>
    public SortedSet<string> Moves { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int> JobsEnded { get; } = new(StringComparer.Ordinal);

    public void Count(Decision decision)
    {
        Add(Refusals, decision.Refused?.Code);
        foreach (var refused in decision.RefusedMessages)
        {
            Add(Refusals, refused.Code);
        }

        foreach (var happened in decision.Events)
        {
            Add(Events, happened.GetType().Name);
        }
    }

    public static void Add(SortedDictionary<string, int> counts, string? name, int count = 1)
    {
        if (name is not null)
        {
            counts[name] = counts.GetValueOrDefault(name) + count;
        }
    }
}
