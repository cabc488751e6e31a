using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;

namespace Heliostat.Core.Verification;

/// <summary>The last word about a unit, and what follows from it for node, task and job.</summary>
internal static class UnitVerdict
{
    public static void Accept(Network network, Ruling ruling, RunId run, int unit, NodeId worker, string grounds)
    {
        var job = network.Jobs.Get(run.Job);
        var task = job.GetTask(run.Task);
        List<UnknownFault> unknown = [.. task.Unknown];
        ruling.Record(new UnitAccepted(run, unit, worker, grounds));

        // It was done after them, so what others could not name was their own fault.
        SettleOnNodes(network, ruling, run, unit, unknown);
        SettleOnNodes(network, ruling, run, null, unknown);
        KeyReveal.WhenDone(network, ruling, run);
        if (job.UnitsAccepted == job.UnitsTotal)
        {
            JobEnding.Complete(network, ruling, job);
        }
    }

    public static void Reject(Network network, Ruling ruling, RunId run, int unit, NodeId worker, string reason)
    {
        ruling.Record(new UnitRejected(run, unit, worker, reason));
        NodeFault.Count(network, ruling, worker, FailureReasons.Rejected);
        KeyReveal.WhenDone(network, ruling, run);
        var job = network.Jobs.Get(run.Job);
        RunEnding.GiveUpWhenPlacedTooOften(network, ruling, job, job.GetTask(run.Task), reason);
    }

    public static void Return(Network network, Ruling ruling, RunId run, int unit, string reason)
    {
        ruling.Record(new UnitReturned(run, unit, reason));
        KeyReveal.WhenDone(network, ruling, run);
        var job = network.Jobs.Get(run.Job);
        RunEnding.GiveUpWhenPlacedTooOften(network, ruling, job, job.GetTask(run.Task), reason);
    }

    private static void SettleOnNodes(
        Network network, Ruling ruling, RunId run, int? unit, List<UnknownFault> unknown)
    {
        var settled = false;
        foreach (var fault in unknown)
        {
            if (fault.Unit == unit && fault.Attempt < run.Attempt)
            {
                NodeFault.Count(network, ruling, fault.Node, fault.Reason);
                settled = true;
            }
        }

        if (settled && network.Jobs.Get(run.Job).FindTask(run.Task) is not null)
        {
            ruling.Record(new FaultsSettled(run.TaskId, unit, FaultSide.Node));
        }
    }
}
