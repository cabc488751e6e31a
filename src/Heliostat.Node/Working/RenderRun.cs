using Heliostat.Node.Runners;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Working;

/// <summary>A render run that is not finished.</summary>
internal sealed class RenderRun(JobDispatch order, SceneLease lease, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private long? _startedAt;

    public RunId Id => Order.Run;

    public JobDispatch Order { get; } = order;

    public BlenderSettings Settings => Order.Blender!;

    /// <summary>Which frames and regions its units are.</summary>
    public JobPlan Plan { get; } = JobPlan.TryOf(order.Blender, out var plan)
        ? plan!
        : throw new ArgumentException("The settings make no plan.", nameof(order));

    /// <summary>Its claim on the scene's files, which are fetched while others render.</summary>
    public SceneLease Lease { get; } = lease;

    /// <summary>The unit that is being done; null before the first.</summary>
    public int? Unit { get; set; }

    /// <summary>Frames on their way to the store.</summary>
    public List<Task> Deliveries { get; } = [];

    /// <summary>Cancelled when nobody wants the run any more.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>What is left of its time.</summary>
    /// <exception cref="RunFailedException">Nothing.</exception>
    public TimeSpan TimeLeft
    {
        get
        {
            _startedAt ??= time.GetTimestamp();
            var left = TimeSpan.FromMilliseconds(Order.TimeoutMs) - time.GetElapsedTime(_startedAt.Value);
            return left > TimeSpan.Zero ? left : throw new RunFailedException(
                FailureReasons.TimedOut, FaultSide.Job, "The run took longer than the job allows.");
        }
    }

    public void Stop() => _stop.Cancel();

    // The source of the cancellation stays: somebody may be about to stop a run that has just ended.
    public void Dispose() => Lease.Dispose();
}
