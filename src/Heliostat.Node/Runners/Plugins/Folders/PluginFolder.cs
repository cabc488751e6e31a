namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>One plugin's folder, as it was at one look.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Edition">Another when any of its files is another.</param>
/// <param name="Manifest">What its <c>plugin.json</c> says; null where that cannot be read.</param>
/// <param name="Program">How it is started; null where it cannot be.</param>
/// <param name="Faults">Why it is not used; empty where it is.</param>
internal sealed record PluginFolder(
    string Path,
    string Edition,
    PluginManifest? Manifest,
    PluginProgram? Program,
    IReadOnlyList<PluginFault> Faults)
{
    /// <summary>The folder's own name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Whether it runs its type of job.</summary>
    public bool IsUsed => Program is not null && Faults.Count == 0;

    /// <summary>Whether it is as the other was, and so are its faults.</summary>
    public bool IsAs(PluginFolder other) =>
        Path == other.Path && Edition == other.Edition && Faults.SequenceEqual(other.Faults);
}
