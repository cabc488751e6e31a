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

        // The task succeeded after them, so what others could not name was their own fault.
        if (unknown.Count > 0 && unknown[^1].Attempt < run.Attempt)
        {
            SettleOnNodes(network, ruling, run.TaskId, unknown);
        }

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
        RunEnding.GiveUpWhenUsed(network, ruling, job, job.GetTask(run.Task), reason);
    }

    public static void Return(Network network, Ruling ruling, RunId run, int unit, string reason)
    {
        ruling.Record(new UnitReturned(run, unit, reason));
        KeyReveal.WhenDone(network, ruling, run);
        var job = network.Jobs.Get(run.Job);
        RunEnding.GiveUpWhenUsed(network, ruling, job, job.GetTask(run.Task), reason);
    }

    private static void SettleOnNodes(Network network, Ruling ruling, TaskId task, List<UnknownFault> unknown)
    {
        foreach (var fault in unknown)
        {
            NodeFault.Count(network, ruling, fault.Node, fault.Reason);
        }

        if (network.Jobs.Get(task.Job).FindTask(task.Number) is not null)
        {
            ruling.Record(new FaultsSettled(task, FaultSide.Node));
        }
    }
}
