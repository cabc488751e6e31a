using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Scheduling;

/// <summary>Time went by: find what is late.</summary>
public sealed record Tick : Command
{
    /// <summary>Late things that one tick deals with; the next one goes on.</summary>
    public const int LateMax = 1_000;

    /// <summary>True when something would happen, so that idle ticks never reach the journal.</summary>
    public static bool IsDue(Network network, Instant now)
    {
        if (network.Tasks.NextDeadline <= now || network.Checks.NextDeadline <= now
            || network.Jobs.NextAssignBy <= now)
        {
            return true;
        }

        foreach (var node in network.Nodes.All)
        {
            if (NodeDeparture.IsOver(node, now) || IsOffline(node, now))
            {
                return true;
            }
        }

        return network.Jobs.AnyEndedBy(RetiredBy(now));
    }

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        foreach (var run in network.Tasks.LateAt(ruling.Now, LateMax))
        {
            Expire(network, ruling, run);
        }

        foreach (var unit in network.Checks.LateAt(ruling.Now, LateMax))
        {
            Expire(network, ruling, unit);
        }

        foreach (var node in network.Nodes.All)
        {
            Expire(network, ruling, node);
        }

        foreach (var job in network.Jobs.AwaitingSince(ruling.Now, LateMax))
        {
            // What ended before in this tick may have ended this job, or set its time anew.
            if (job.AssignBy <= ruling.Now)
            {
                JobEnding.Fail(network, ruling, job, WhyNotAssigned(job));
            }
        }

        foreach (var job in network.Jobs.EndedBy(RetiredBy(ruling.Now), LateMax))
        {
            ruling.Record(new JobRetired(job));
        }

        return null;
    }

    private static bool IsOffline(Node node, Instant now) =>
        node.OfflineAt <= now && node.State is NodeState.Healthy or NodeState.Unhealthy;

    private static Instant RetiredBy(Instant now) => now.PlusMs(-JobEnding.RetireAfterMs);

    private static void Expire(Network network, Ruling ruling, RunId run)
    {
        // An earlier loss in this tick may have ended the job, and this run with it.
        if (network.Jobs.Find(run.Job)?.FindTask(run.Task) is not { IsLive: true } task || task.Attempt != run.Attempt)
        {
            return;
        }

        var job = network.Jobs.Get(run.Job);
        if (job.SlotKind == SlotKind.Container && job.IsOpen && task.State == TaskState.Leased)
        {
            ExpireStart(network, ruling, job, task);
            return;
        }

        var node = task.Node!.Value;
        var isStopping = job.State == JobState.Cancelling;
        var reason = RunTimes.IsHung(job, task) ? FailureReasons.Hung : FailureReasons.TimedOut;
        RunEnding.Lose(network, ruling, run, reason);
        if (!isStopping)
        {
            NodeFault.Count(network, ruling, node, reason);
        }
    }

    /// <summary>A container did not run in time: nobody knows whether for its image's sake or its node's.</summary>
    private static void ExpireStart(Network network, Ruling ruling, Job job, JobTask task)
    {
        var (run, node) = (task.RunOf(job.Id), task.Node!.Value);
        ruling.Record(new RunFailed(run, node, null, new RunFailure(
            FailureReasons.StartTimedOut,
            FaultSide.Unknown,
            $"It did not run within {RunTimes.StartMsOf(job.Limits)} ms; raise max_timeout_start_ms.")));
        RunEnding.Conclude(network, ruling, run, null, FailureReasons.StartTimedOut);
    }

    private static string WhyNotAssigned(Job job) =>
        $"{FailureReasons.AssignTimedOut}: no node took it within {job.Limits.MaxTimeoutAssignMs} ms; see what keeps "
        + "nodes from it with 'heliostat explain job', or raise max_timeout_assign_ms";

    private static void Expire(Network network, Ruling ruling, UnitCheck unit)
    {
        switch (unit.State)
        {
            case CheckState.Wanted when unit.Claim is not null:
                ClaimEnding.GiveUp(network, ruling, unit);
                break;
            case CheckState.Wanted:
                UnitVerdict.Return(network, ruling, unit.Run, unit.Unit, WhyReturned(unit));
                break;
            case CheckState.Measuring:
                MeasureTiles.Judge(network, ruling, unit, [], []);
                break;
            case CheckState.Drawn:
            case CheckState.Agreed:
                NodeFault.Count(network, ruling, unit.Verifier!.Value, FailureReasons.TimedOut);
                CheckEnding.Lose(network, ruling, unit.Id, FailureReasons.TimedOut);
                break;
            case CheckState.Reported:
                CheckEnding.Lose(network, ruling, unit.Id, FailureReasons.TimedOut);
                break;
            case CheckState.Settled:
                break;
        }
    }

    private static string WhyReturned(UnitCheck unit) => unit.First is null
        ? "no verifier came within an hour"
        : "no second verifier came within ten minutes";

    private static void Expire(Network network, Ruling ruling, Node node)
    {
        if (NodeDeparture.IsOver(node, ruling.Now))
        {
            NodeDeparture.LoseOverdue(network, ruling, node);
        }

        if (IsOffline(node, ruling.Now))
        {
            ruling.Record(new NodeVanished(node.Id));
        }
    }
}
