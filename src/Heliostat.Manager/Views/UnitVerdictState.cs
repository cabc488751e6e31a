namespace Heliostat.Manager.Views;

/// <summary>Where a reported unit stands, for people. The API writes these words in capitals. Append-only.</summary>
public enum UnitVerdictState
{
    /// <summary>Reported, and being checked.</summary>
    Reported,

    /// <summary>A verifier disagrees; a second one decides.</summary>
    Escalated,

    /// <summary>Accepted, once and for all.</summary>
    Accepted,

    /// <summary>Did not stand up to verification; it is done again.</summary>
    Rejected,

    /// <summary>Done again, and nobody is to blame; or ended with its job.</summary>
    Returned,
}
