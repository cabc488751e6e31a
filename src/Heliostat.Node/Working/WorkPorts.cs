using Heliostat.Node.Link;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Working;

/// <summary>What every lane of a node works with: where reports go, the clock, and the log.</summary>
internal sealed class WorkPorts(Outbox outbox, NodeSurroundings surroundings)
{
    private const int DetailLengthMax = 500;

    public Outbox Outbox { get; } = outbox;

    public NodeSurroundings Surroundings { get; } = surroundings;

    public TimeProvider Time => Surroundings.Time;

    public ILogger Log { get; } = surroundings.Logs.CreateLogger("Heliostat.Node.Working");

    /// <summary>The node's agent stops before this was done.</summary>
    public static RunFailure AgentStopped { get; } =
        new(FailureReasons.AgentStopped, FaultSide.Node, "The node's agent was stopped.");

    /// <summary>Reports a failed run, and says so in the log.</summary>
    /// <param name="run">The run.</param>
    /// <param name="failure">Why.</param>
    /// <param name="unit">The unit at which it failed; null for none in particular.</param>
    public void Fail(RunId run, RunFailure failure, int? unit = null)
    {
        if (Log.IsEnabled(LogLevel.Warning))
        {
            WorkLog.Failed(Log, run.ToString(), failure.Reason, $"{failure.Side}", failure.Detail);
        }

        Outbox.Report(new JobFailure(run, Shortened(failure)) { Unit = unit });
    }

    /// <summary>Reports a failed check, and says so in the log.</summary>
    public void Fail(CheckId check, RunFailure failure)
    {
        if (Log.IsEnabled(LogLevel.Warning))
        {
            WorkLog.CheckFailed(Log, check.ToString(), failure.Reason, $"{failure.Side}", failure.Detail);
        }

        Outbox.Report(new CheckFailure(check, Shortened(failure)));
    }

    private static RunFailure Shortened(RunFailure failure) => failure.Detail.Length <= DetailLengthMax
        ? failure
        : failure with { Detail = failure.Detail[..DetailLengthMax] };
}
