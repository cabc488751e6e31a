namespace Heliostat.Node.Engines;

/// <summary>What an engine says of itself and its machine.</summary>
/// <param name="Kind">Whose engine it is.</param>
/// <param name="Version">Its own version.</param>
/// <param name="ApiVersion">The version of the API that this client speaks with it.</param>
/// <param name="HasSeccomp">Whether it filters system calls where nobody says otherwise.</param>
/// <param name="ControlGroupVersion">1 or 2; 0 where it does not say.</param>
/// <param name="LimitsMemory">Whether it can limit memory.</param>
/// <param name="LimitsProcesses">Whether it can limit the number of processes.</param>
internal sealed record EngineDescription(
    EngineKind Kind,
    string Version,
    string ApiVersion,
    bool HasSeccomp,
    int ControlGroupVersion,
    bool LimitsMemory,
    bool LimitsProcesses)
{
    /// <summary>The folder of its machine in which its images lie, or null where it does not say.</summary>
    public string? RootFolder { get; init; }

    /// <summary>Whether a stranger's container can be held here as this node's orders promise.</summary>
    public bool IsSafe => HasSeccomp && LimitsMemory && LimitsProcesses;
}
