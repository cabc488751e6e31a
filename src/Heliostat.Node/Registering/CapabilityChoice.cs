using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Registering;

/// <summary>Which of the capabilities that an operator asked for this agent can run.</summary>
/// <param name="Known">Those with a runner, in the order asked.</param>
/// <param name="Warnings">A sentence for each of the others.</param>
internal sealed record CapabilityChoice(IReadOnlyList<string> Known, IReadOnlyList<string> Warnings)
{
    private static readonly string[] BuiltIn =
        [NodeCapability.Render, NodeCapability.Docker, PluginSettings.Echo, PluginSettings.CpuBenchmark];

    /// <summary>Sorts what was asked for; nothing asked for means all that has a runner.</summary>
    public static CapabilityChoice Of(IReadOnlyList<string> asked, IReadOnlyList<CustomPlugin> plugins)
    {
        string[] runners = [.. BuiltIn, .. plugins.Select(plugin => plugin.JobType)];
        var wanted = asked.Select(name => name.Trim()).Where(name => name.Length > 0).Distinct().ToList();
        if (wanted.Count == 0)
        {
            return new CapabilityChoice(runners, []);
        }

        var warnings = wanted.Except(runners).Select(name =>
            $"This agent has no runner for '{name}': it is not advertised. It runs {string.Join(", ", runners)}.");
        return new CapabilityChoice([.. wanted.Intersect(runners)], [.. warnings]);
    }
}
