namespace Heliostat.Node.Sandbox;

/// <summary>Everything needed to start one process: what, with which limits, and in which box.</summary>
internal sealed record ProcessOrder
{
    /// <summary>The absolute path of the program, as the box sees it.</summary>
    public required string Program { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment: nothing is inherited, so that no secret of the agent leaks.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder the program starts in, as the box sees it.</summary>
    public string WorkingFolder { get; init; } = "/";

    public RunLimits Limits { get; init; } = RunLimits.None;

    /// <summary>The box, or null for a process that is only limited.</summary>
    public BoxView? Box { get; init; }

    /// <summary>Called with each line that the program writes to its standard error; long lines are cut.</summary>
    public Action<string>? OnErrorLine { get; init; }
}
