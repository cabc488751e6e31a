using Heliostat.Node.Runners.Plugins;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Working;

/// <summary>A plugin run that is not finished, with a request for each of its units.</summary>
internal sealed class PluginRun(RunId id, string jobType, PluginClock clock, int unitsOpen)
{
    public RunId Id { get; } = id;

    public string JobType { get; } = jobType;

    public PluginClock Clock { get; } = clock;

    public List<PluginRequest> Requests { get; } = new(unitsOpen);

    /// <summary>Units that are not reported yet.</summary>
    public int UnitsOpen { get; set; } = unitsOpen;

    /// <summary>Whether the manager was told that it runs.</summary>
    public bool IsSaidToRun { get; set; }

    /// <summary>The time provider's timestamp at which the manager was last told how far it is.</summary>
    public long? ProgressSaidAt { get; set; }

    public void Abandon() => Requests.ForEach(request => request.IsAbandoned = true);
}
