namespace Heliostat.Node.Runners.Plugins;

/// <summary>One payload on its way through a plugin.</summary>
/// <param name="clock">The clock of the run that it belongs to.</param>
/// <param name="payload">The payload as JSON without line ends.</param>
/// <param name="done">Called once with what came of it, unless it was abandoned.</param>
internal sealed class PluginRequest(PluginClock clock, byte[] payload, Action<PluginOutcome> done)
{
    public PluginClock Clock { get; } = clock;

    public byte[] Payload { get; } = payload;

    public Action<PluginOutcome> Done { get; } = done;

    /// <summary>Called with how far the plugin says that it is; null where nobody wants to know.</summary>
    public Action<PluginProgress>? Said { get; init; }

    /// <summary>The number under which it went down the pipe.</summary>
    public long Id { get; set; }

    public bool IsAnswered { get; set; }

    /// <summary>Nobody waits for it any more.</summary>
    public bool IsAbandoned { get; set; }
}
