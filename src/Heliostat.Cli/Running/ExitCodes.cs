namespace Heliostat.Cli.Running;

/// <summary>What the program's exit code says; listed in docs/cli.md, and never given another meaning.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>It failed, for a reason that has no code of its own.</summary>
    public const int Failed = 1;

    /// <summary>
    /// The command line, or a file that it names, is not what it has to be. Nothing was asked of any manager.
    /// </summary>
    public const int Usage = 2;

    /// <summary>The manager refused: asking the same again will not help.</summary>
    public const int Refused = 3;

    /// <summary>No manager answered.</summary>
    public const int NotReachable = 4;

    /// <summary>The job that was waited for failed or was cancelled.</summary>
    public const int JobNotCompleted = 5;

    /// <summary>The audit found a difference.</summary>
    public const int AuditDiffers = 6;

    /// <summary>Interrupted with Ctrl-C.</summary>
    public const int Interrupted = 130;
}
