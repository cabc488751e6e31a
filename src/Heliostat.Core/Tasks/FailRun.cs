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

        if (LiveRun.Find(network, node, said.Run, out var run) is { } lost)
        {
            return lost;
        }

        if (said.Unit is { } unit && run.Task.StateOf(unit) is not UnitState.Owed)
        {
            return new Refusal("unit-unknown", "A run fails at one of its units that is not reported yet.");
        }

        ruling.Record(new RunFailed(run.Id, node.Id, said.Unit, said.Failure));
        if (said.Failure.Side == FaultSide.Node)
        {
            NodeFault.Count(network, ruling, node.Id, said.Failure.Reason);
        }

        RunEnding.Conclude(network, ruling, run.Id, said.Unit, said.Failure.Reason);
        return null;
    }
}
