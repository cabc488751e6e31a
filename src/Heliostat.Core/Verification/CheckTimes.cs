namespace Heliostat.Core.Verification;

/// <summary>How long the parts of a check may take, and what counts as alike.</summary>
internal static class CheckTimes
{
    /// <summary>Milliseconds after which a unit that found no verifier is done again, where one can be found.</summary>
    public const long FirstVerifierMsMax = 3_600_000;

    /// <summary>Milliseconds after which a disagreement without a second verifier ends without blame.</summary>
    public const long SecondVerifierMsMax = 600_000;

    /// <summary>Milliseconds that the parties have to hand over disputed tiles.</summary>
    public const long HandOverMsMax = 120_000;

    /// <summary>
    /// Milliseconds beyond a run's time limit for a check, which may wait behind others on its verifier.
    /// </summary>
    public const long QueueMsMax = 600_000;

    /// <summary>
    /// Thousandths of a decibel from which on two tiles count as alike: 65 dB on display-referred floats.
    /// </summary>
    public const int AlikeMillidecibelsMin = 65_000;

    /// <summary>Tiles in which a second verifier must agree with the first for the worker to be rejected.</summary>
    public const int AgreeingTilesMin = 2;

    /// <summary>Verifiers that are drawn for one unit before it is done again.</summary>
    public const int DrawsPerUnitMax = 8;
}
