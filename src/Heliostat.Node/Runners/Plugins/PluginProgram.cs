using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>How the program of one type of job is started.</summary>
/// <param name="JobType">The type of job.</param>
/// <param name="Program">The program's absolute path.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record PluginProgram(string JobType, string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>What the box has to show besides /usr.</summary>
    public IReadOnlyList<BindMount> Binds { get; init; } = [];

    /// <summary>Its whole environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How it is started with these limits, in a box or without.</summary>
    public ProcessOrder ToOrder(PluginLimits limits, bool isBoxed) => new()
    {
        Program = Program,
        Arguments = Arguments,
        Environment = Environment,
        Limits = new RunLimits
        {
            MemoryBytes = limits.MemoryBytesMax,
            CpuSeconds = limits.CpuSecondsMax,
            Processes = limits.ProcessesMax,
        },
        Box = isBoxed ? new BoxView { Binds = Binds, TemporaryBytes = limits.MemoryBytesMax } : null,
    };
}
