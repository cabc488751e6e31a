namespace Heliostat.Core.Claims;

/// <summary>How much may be claimed, and for how long.</summary>
public static class ClaimLimits
{
    /// <summary>Units that one request may claim.</summary>
    public const int UnitsPerRequestMax = 100;

    /// <summary>Claims about one job, over all its life; each region of a frame counts as one.</summary>
    public const int ClaimsPerJobMax = 10_000;

    /// <summary>Claims about results of one unit; each costs the network up to three renderings of it.</summary>
    public const int ClaimsPerUnitMax = 3;

    /// <summary>Claims that one account may have open at once; each region of a frame counts as one.</summary>
    public const int OpenClaimsPerAccountMax = 2_000;

    /// <summary>Characters that a reason may have.</summary>
    public const int ReasonCharactersMax = 500;

    /// <summary>Milliseconds that a claim waits for verifiers before it is decided by what was heard.</summary>
    public const long WaitMsMax = 72L * 3_600_000;
}
