using Heliostat.Node.Runners.Plugins.Schemas;
using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>How the program of one type of job is started.</summary>
/// <param name="JobType">The type of job.</param>
/// <param name="Program">The program's absolute path, or its place in <see cref="Folder"/>.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record PluginProgram(string JobType, string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The variable that names the folder which a plugin of a folder may write.</summary>
    public const string ScratchVariable = "HELIOSTAT_SCRATCH";

    private const string FolderInBox = "/plugin";
    private const string ScratchInBox = "/scratch";

    /// <summary>The plugin's own folder, in which it starts and which it can read; null where it has none.</summary>
    public string? Folder { get; init; }

    /// <summary>Another when the plugin's folder is another; empty where it has none.</summary>
    public string Edition { get; init; } = "";

    /// <summary>What it may use; null for what the node says of all.</summary>
    public PluginLimits? Limits { get; init; }

    /// <summary>What payloads it takes; null takes any.</summary>
    public PayloadSchema? Schema { get; init; }

    /// <summary>What the box has to show besides /usr.</summary>
    public IReadOnlyList<BindMount> Binds { get; init; } = [];

    /// <summary>Its whole environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How it is started, in a box or without.</summary>
    /// <param name="usual">The limits of a program that has none of its own.</param>
    /// <param name="isBoxed">Whether it runs in a box.</param>
    /// <param name="scratch">The folder that it may write; null for none.</param>
    public ProcessOrder ToOrder(PluginLimits usual, bool isBoxed, string? scratch = null)
    {
        var limits = Limits ?? usual;
        var folder = Folder is null ? "/" : isBoxed ? FolderInBox : Folder;
        return new ProcessOrder
        {
            Program = Path.Combine(folder, Program),
            Arguments = Arguments,
            WorkingFolder = folder,
            Environment = scratch is null ? Environment : new Dictionary<string, string>(Environment)
            {
                [ScratchVariable] = isBoxed ? ScratchInBox : scratch,
            },
            Limits = new RunLimits
            {
                MemoryBytes = limits.MemoryBytesMax,
                CpuSeconds = limits.CpuSecondsMax,
                Processes = limits.ProcessesMax,
                WrittenBytes = scratch is null ? null : limits.DiskBytesMax,
            },
            Box = isBoxed
                ? new BoxView { Binds = [.. Binds, .. Shown(scratch)], TemporaryBytes = limits.MemoryBytesMax }
                : null,
        };
    }

    private IEnumerable<BindMount> Shown(string? scratch)
    {
        if (Folder is not null)
        {
            yield return new BindMount(Folder, FolderInBox);
        }

        if (scratch is not null)
        {
            yield return new BindMount(scratch, ScratchInBox, Writable: true);
        }
    }
}
