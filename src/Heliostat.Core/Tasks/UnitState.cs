namespace Heliostat.Core.Tasks;

/// <summary>Where one unit of a task stands. Append-only.</summary>
public enum UnitState : byte
{
    /// <summary>Waits for a run.</summary>
    Open,

    /// <summary>The live run still has to report it.</summary>
    Owed,

    /// <summary>Reported, and being checked.</summary>
    Reported,

    /// <summary>A verifier disagrees.</summary>
    Escalated,

    /// <summary>Accepted, once and for all.</summary>
    Accepted,
}
