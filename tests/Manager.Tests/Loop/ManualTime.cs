namespace Heliostat.Manager.Tests.Loop;

/// <summary>
/// A clock that stands still until a test moves it; the wall clock can be set apart from the monotonic one.
/// </summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _wall = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private long _ticks = 1_000_000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _wall;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _ticks;
        }
    }

    public void Pass(TimeSpan time)
    {
        lock (_gate)
        {
            _wall += time;
            _ticks += time.Ticks;
        }
    }

    /// <summary>Sets the wall clock, as a person or a time server does.</summary>
    public void SetWall(TimeSpan by)
    {
        lock (_gate)
        {
            _wall += by;
        }
    }
}
