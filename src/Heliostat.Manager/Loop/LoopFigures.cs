using System.Collections.Concurrent;

namespace Heliostat.Manager.Loop;

/// <summary>
/// What the loop has done since it started. Read on any thread; each figure is exact, together they may differ.
/// </summary>
public sealed class LoopFigures
{
    private readonly ConcurrentDictionary<string, long> _refusals = new(StringComparer.Ordinal);
    private long _entries;
    private long _groups;
    private long _bytes;
    private long _events;
    private long _commitMicroseconds;
    private long _clockAlarms;
    private long _holds;

    /// <summary>Entries made durable.</summary>
    public long Entries => Interlocked.Read(ref _entries);

    /// <summary>Events in them.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Bytes of them.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Commits.</summary>
    public long Groups => Interlocked.Read(ref _groups);

    /// <summary>Microseconds spent in commits.</summary>
    public long CommitMicroseconds => Interlocked.Read(ref _commitMicroseconds);

    /// <summary>How often the wall clock was found more than a second away.</summary>
    public long ClockAlarms => Interlocked.Read(ref _clockAlarms);

    /// <summary>How often the disk was found full.</summary>
    public long Holds => Interlocked.Read(ref _holds);

    /// <summary>Commands and messages refused, by code.</summary>
    public IReadOnlyDictionary<string, long> Refusals => _refusals;

    internal void AddGroup(CommittedGroup group, long bytes, TimeSpan commit)
    {
        var events = 0;
        foreach (var entry in group.Entries)
        {
            events += entry.Events.Count;
        }

        Interlocked.Add(ref _entries, group.Entries.Count);
        Interlocked.Add(ref _events, events);
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _commitMicroseconds, commit.Ticks / TimeSpan.TicksPerMicrosecond);
        Interlocked.Increment(ref _groups);
    }

    internal void AddRefusal(string code) => _refusals.AddOrUpdate(code, 1, static (_, count) => count + 1);

    internal void AddHold() => Interlocked.Increment(ref _holds);

    internal void AddClockAlarm() => Interlocked.Increment(ref _clockAlarms);
}
