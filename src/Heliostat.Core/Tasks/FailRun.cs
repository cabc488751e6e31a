using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tasks;

/// <summary>A node says that a run came to nothing.</summary>
internal static class FailRun
{
    private const int ReasonLengthMax = 64;
    private const int DetailLengthMax = 500;

    public static Refusal? Decide(Network network, Ruling ruling, Node node, JobFailure said)
    {
        if (said.Failure.Reason.Length is 0 or > ReasonLengthMax || said.Failure.Detail.Length > DetailLengthMax)
        {
            return new Refusal(
                "failure-invalid",
                $"A reason has 1 to {ReasonLengthMax} characters, its detail at most {DetailLengthMax}.");
        }

        if (LiveRun.IsStopping(network, node, said.Run))
        {
            JobEnding.Stop(network, ruling, said.Run);
            return null;
        }

        if (LiveRun.Find(network, node, said.Run, out var run) is { } lost)
        {
            return lost;
        }

        if (said.Unit is { } unit && run.Task.StateOf(unit) is not UnitState.Owed)
        {
            return new Refusal("unit-unknown", "A run fails at one of its units that is not reported yet.");
        }

        // A container has one unit, so that it failed there says no more than that it failed.
        var isContainer = run.Job.SlotKind == SlotKind.Container;
        var (at, failure) = isContainer ? (null, ContainerFaults.Weigh(said.Failure)) : (said.Unit, said.Failure);
        ruling.Record(new RunFailed(run.Id, node.Id, at, failure));
        if (failure.Side == FaultSide.Node)
        {
            NodeFault.Count(network, ruling, node.Id, failure.Reason);
        }

        RunEnding.Conclude(network, ruling, run.Id, at, failure.Reason);
        return null;
    }
}
