namespace Heliostat.Core.Jobs;

/// <summary>How a node did at one job.</summary>
public sealed class JobNode
{
    /// <summary>Units of the job's first step that it reported.</summary>
    [JsonInclude]
    public int Units { get; internal set; }

    /// <summary>Milliseconds that they took, as it said.</summary>
    [JsonInclude]
    public long SaidMs { get; internal set; }

    /// <summary>Milliseconds that the manager waited for them, from the start of each run to its last report.</summary>
    [JsonInclude]
    public long SeenMs { get; internal set; }

    /// <summary>
    /// Runs that it failed, or was too late with, or that had a unit rejected; not those that the job itself failed.
    /// </summary>
    [JsonInclude]
    public int Faults { get; internal set; }

    /// <summary>
    /// Milliseconds for one unit, at least 1; null before the first. What the manager saw counts where it is more, so
    /// that a node which boasts gets no more than it does.
    /// </summary>
    [JsonIgnore]
    public long? UnitMs => Units == 0 ? null : long.Max(1, long.Max(SaidMs, SeenMs) / Units);

    internal void Measure(long saidMs, long seenMs) =>
        (Units, SaidMs, SeenMs) = (Units + 1, SaidMs + saidMs, SeenMs + seenMs);
}
