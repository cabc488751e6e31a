using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners;

/// <summary>A run, or a check of one, came to nothing; the failure is what the manager is told.</summary>
internal sealed class RunFailedException(RunFailure failure) : Exception(failure.Detail)
{
    public RunFailedException(string reason, FaultSide side, string detail)
        : this(new RunFailure(reason, side, detail))
    {
    }

    /// <summary>The reason, whose fault it is, and a sentence.</summary>
    public RunFailure Failure { get; } = failure;
}
