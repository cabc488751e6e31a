using Heliostat.Node.Runners.Plugins.BuiltIn;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>How a node runs its plugins.</summary>
/// <param name="Catalogue">Which there are.</param>
/// <param name="Limits">What each may use.</param>
/// <param name="IsBoxed">Whether they run in a sandbox, or only with limits.</param>
/// <param name="IsInline">Whether the built-in ones run in the agent's own process, as benchmarks have it.</param>
internal sealed record PluginWorkshop(PluginCatalogue Catalogue, PluginLimits Limits, bool IsBoxed, bool IsInline)
{
    /// <summary>A new host for a type of job; null where no plugin runs it.</summary>
    public IPluginHost? Open(string jobType, TimeProvider time)
    {
        if (IsInline && BuiltInPlugins.Find(jobType) is { } builtIn)
        {
            return new InlinePlugin(builtIn, time);
        }

        return Catalogue.Find(jobType) is { } program ? new PluginHost(program, Limits, IsBoxed, time) : null;
    }
}
