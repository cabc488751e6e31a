using Heliostat.Node.Runners.Plugins.Schemas;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>What a plugin's <c>plugin.json</c> says.</summary>
/// <param name="JobType">The type of job that it runs.</param>
/// <param name="Command">
/// The program and its arguments. A program with a slash lies in the folder, another in /usr/local/bin, /usr/bin or
/// /bin.
/// </param>
/// <param name="Limits">What it may use.</param>
internal sealed record PluginManifest(string JobType, IReadOnlyList<string> Command, PluginLimits Limits)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "plugin.json";

    /// <summary>Bytes that the file may have.</summary>
    public const int BytesMax = 256 * 1024;

    /// <summary>What payloads it takes; null takes any.</summary>
    public PayloadSchema? Schema { get; init; }

    /// <summary>What it does, for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Its version, for people.</summary>
    public string Version { get; init; } = "";
}
