using System.Collections.Concurrent;
using Heliostat.Core;
using Heliostat.Manager.Loop;

namespace Heliostat.Manager.Operations;

/// <summary>Counts what was decided: entries by command, and events by kind.</summary>
internal sealed class CommandFigures : IJournalReader
{
    private readonly ConcurrentDictionary<Type, long> _commands = new();
    private readonly ConcurrentDictionary<Type, long> _events = new();

    /// <summary>Entries by the type of their command.</summary>
    public IEnumerable<KeyValuePair<Type, long>> Commands => _commands;

    /// <summary>Events by their type.</summary>
    public IEnumerable<KeyValuePair<Type, long>> Events => _events;

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        foreach (var entry in group.Entries)
        {
            Count(_commands, entry.Command.GetType());
            foreach (var happened in entry.Events)
            {
                Count(_events, happened.GetType());
            }
        }
    }

    // There is one writer, the loop's thread, so reading and writing back loses no count.
    private static void Count(ConcurrentDictionary<Type, long> counts, Type type) =>
        counts[type] = counts.GetValueOrDefault(type) + 1;
}
