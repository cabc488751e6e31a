using System.Globalization;
using Heliostat.Core;
using Heliostat.Manager.Journal;

namespace Heliostat.Manager.Loop;

/// <summary>
/// The time of the journal: the wall clock at start plus monotonic time, drifting towards the wall clock, and never
/// backwards, so that a clock that is set cannot make a lease longer or shorter.
/// </summary>
internal sealed class ManagerClock
{
    /// <summary>
    /// A wall clock that jumps further raises an alarm, and one that stands this much before the last entry may start:
    /// a clock still drifting when the manager stopped leaves such a difference.
    /// </summary>
    public const int JumpMsMax = 1_000;

    /// <summary>Days that may have passed since the last entry.</summary>
    public const int OutageDaysMax = 7;

    /// <summary>The clock drifts by at most one part in this many.</summary>
    private const int DriftDivisor = 100;

    private const int CompareMs = 100;

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private long _comparedTimestamp;
    private DateTimeOffset _comparedWall;
    private DateTimeOffset _comparedAt;
    private DateTimeOffset _last;

    private ManagerClock(TimeProvider time, DateTimeOffset wall, DateTimeOffset start)
    {
        _time = time;
        _comparedTimestamp = time.GetTimestamp();
        _comparedWall = wall;
        (_comparedAt, _last) = (start, start);
    }

    /// <summary>Called with how far the wall clock jumped, when it did.</summary>
    public Action<TimeSpan>? Jumped { get; set; }

    /// <summary>The time now.</summary>
    public Instant Now
    {
        get
        {
            lock (_gate)
            {
                var timestamp = _time.GetTimestamp();
                var elapsed = _time.GetElapsedTime(_comparedTimestamp, timestamp);
                var at = _comparedAt + elapsed;
                if (elapsed >= TimeSpan.FromMilliseconds(CompareMs))
                {
                    at = Drift(at, elapsed);
                    (_comparedTimestamp, _comparedAt) = (timestamp, at);
                }

                _last = at > _last ? at : _last;
                return new Instant(_last.ToUnixTimeMilliseconds());
            }
        }
    }

    /// <summary>Starts the clock where the journal's last entry left off.</summary>
    /// <exception cref="JournalException">The wall clock is not to be believed, and nobody said that it is.</exception>
    public static ManagerClock Start(TimeProvider time, Instant? lastEntry, bool acceptClock)
    {
        var wall = time.GetUtcNow();
        if (lastEntry is not { } last)
        {
            return new ManagerClock(time, wall, wall);
        }

        var lastAt = DateTimeOffset.FromUnixTimeMilliseconds(last.UnixMs);
        if (!acceptClock)
        {
            Demand(wall, lastAt);
        }

        return new ManagerClock(time, wall, wall > lastAt ? wall : lastAt);
    }

    private static void Demand(DateTimeOffset wall, DateTimeOffset last)
    {
        if (wall < last.AddMilliseconds(-JumpMsMax))
        {
            throw new JournalException(
                $"This machine's clock says {Words(wall)}, but the journal's last entry is of {Words(last)}. "
                + "Set the clock, or start with --accept-clock if it is right.");
        }

        if (wall > last.AddDays(OutageDaysMax))
        {
            throw new JournalException(
                $"This machine's clock says {Words(wall)}, more than {OutageDaysMax} days after the journal's last "
                + $"entry of {Words(last)}. Set the clock, or start with --accept-clock if it is right.");
        }
    }

    private static string Words(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private DateTimeOffset Drift(DateTimeOffset at, TimeSpan elapsed)
    {
        var wall = _time.GetUtcNow();
        var jump = wall - _comparedWall - elapsed;
        if (jump.Duration() > TimeSpan.FromMilliseconds(JumpMsMax))
        {
            Jumped?.Invoke(jump);
        }

        var most = elapsed / DriftDivisor;
        var wrong = wall - at;
        _comparedWall = wall;
        return at + (wrong > most ? most : wrong < -most ? -most : wrong);
    }
}
