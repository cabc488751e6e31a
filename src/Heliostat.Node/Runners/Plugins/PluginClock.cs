namespace Heliostat.Node.Runners.Plugins;

/// <summary>Since when a run is worked at, and how long it may be; the units of a run share one.</summary>
internal sealed class PluginClock(TimeSpan limit)
{
    public TimeSpan Limit { get; } = limit;

    /// <summary>The time provider's timestamp at which the plugin began with it; null while it waits.</summary>
    public long? StartedAt { get; private set; }

    public void Start(long timestamp) => StartedAt ??= timestamp;
}
