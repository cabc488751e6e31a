namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>A plugin as an operator is shown it.</summary>
/// <param name="JobType">The type of job that it runs; null where its <c>plugin.json</c> cannot be read.</param>
/// <param name="Source">The name of its folder, <c>built in</c>, or <c>config.json</c>.</param>
/// <param name="Limits">What it may use.</param>
/// <param name="Faults">Why it is not used; empty where it is.</param>
public sealed record ShelvedPlugin(
    string? JobType, string Source, PluginLimits Limits, IReadOnlyList<PluginFault> Faults)
{
    /// <summary>Whether it is a folder of the operator's.</summary>
    public bool IsFolder { get; init; }

    /// <summary>Its version, for people.</summary>
    public string Version { get; init; } = "";

    /// <summary>What it does, for people.</summary>
    public string Description { get; init; } = "";
}
