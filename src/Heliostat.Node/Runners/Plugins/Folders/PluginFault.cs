namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>Why a plugin's folder is not used.</summary>
/// <param name="Field">The field of <c>plugin.json</c> that is wrong, such as <c>limits.memory_mb</c>.</param>
/// <param name="Reason">What is wrong with it and what to do, in a sentence.</param>
public sealed record PluginFault(string Field, string Reason)
{
    /// <summary>The field and the sentence.</summary>
    public override string ToString() => $"{Field}: {Reason}";
}
