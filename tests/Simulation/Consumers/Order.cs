using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Consumers;

/// <summary>A job as its consumer knows it, with what is wrong with it.</summary>
internal sealed record Order(AccountId Account, JobSpec Spec)
{
    /// <summary>A unit at which every node fails; null for a sound job.</summary>
    public int? CursedUnit { get; init; }

    /// <summary>Whose fault the nodes take that to be.</summary>
    public FaultSide CursedBy { get; init; }

    /// <summary>No verifier can check it.</summary>
    public bool IsUncheckable { get; init; }
}
