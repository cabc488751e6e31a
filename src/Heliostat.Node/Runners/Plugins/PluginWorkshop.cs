using Heliostat.Node.Runners.Plugins.BuiltIn;
using Heliostat.Node.Runners.Plugins.Folders;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>How a node runs its plugins, and which they are at the moment.</summary>
/// <param name="own">Those that never change while the agent runs.</param>
/// <param name="limits">What each may use that has no limits of its own.</param>
/// <param name="isBoxed">Whether they run in a sandbox, or only with limits.</param>
/// <param name="isInline">Whether the built-in ones run in the agent's own process, as benchmarks have it.</param>
internal sealed class PluginWorkshop(PluginCatalogue own, PluginLimits limits, bool isBoxed, bool isInline)
{
    private volatile PluginCatalogue? _withFolders;

    /// <summary>Those that never change while the agent runs.</summary>
    public PluginCatalogue Own => own;

    /// <summary>What each may use that has no limits of its own.</summary>
    public PluginLimits Limits => limits;

    /// <summary>Whether they run in a sandbox, or only with limits.</summary>
    public bool IsBoxed => isBoxed;

    /// <summary>Whether the built-in ones run in the agent's own process.</summary>
    public bool IsInline => isInline;

    /// <summary>Where plugins of folders may write while they run.</summary>
    public string ScratchFolder { get; init; } = Path.GetTempPath();

    /// <summary>From now on these folders are the operator's plugins, and no others.</summary>
    public void Take(IEnumerable<PluginFolder> folders) => _withFolders = own.With(folders);

    /// <summary>The program of a type of job, as it is now; null where no plugin runs it.</summary>
    public PluginProgram? Find(string jobType) => (_withFolders ?? own).Find(jobType);

    /// <summary>A new host for a program.</summary>
    public IPluginHost Open(PluginProgram program, TimeProvider time) =>
        isInline && BuiltInPlugins.Find(program.JobType) is { } builtIn
            ? new InlinePlugin(builtIn, time)
            : new PluginHost(program, this, time);
}
