using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Nodes;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Managing;

/// <summary>
/// A reader of the journal: brings work to nodes. What a node missed it gets again when it connects, from the books.
/// </summary>
internal sealed class DispatcherModel(World world, ManagerModel manager)
{
    public void Read(JournalEntry entry)
    {
        foreach (var happened in entry.Events)
        {
            switch (happened)
            {
                case RunLeased e: SendRun(e.Run); break;
                case CheckDrawn e: SendCheck(e.Check); break;
                case CheckReported e: SendFile(e.Check); break;
                case TilesDisputed e: AskForTiles(e.Check); break;
                case RunLost e: Cancel(e.Node, e.Run, null, e.Reason); break;
                case RunFailed e when entry.Command is Tick: Cancel(e.Node, e.Run, null, e.Failure.Reason); break;
                case RunStopping e: Cancel(e.Node, e.Run, null, "its consumer stops it"); break;
                case RunCancelled e: Cancel(e.Node, e.Run, null, "cancelled"); break;
                case CheckLost e: Cancel(e.Node, e.Check.Run, e.Check, e.Reason); break;
                case CheckCancelled { Node: { } node } e: Cancel(node, e.Check.Run, e.Check, "cancelled"); break;
                case NodeConnected e: SendAgain(e.Node); break;
                default: break;
            }
        }
    }

    private void SendRun(RunId run)
    {
        var job = manager.Books.Jobs.Find(run.Job);
        if (job?.FindTask(run.Task) is not { IsLive: true } task || task.Attempt != run.Attempt)
        {
            return;
        }

        if (job.State == JobState.Cancelling)
        {
            Cancel(task.Node!.Value, run, null, "its consumer stops it");
            return;
        }

        var units = task.UnitsIn(UnitState.Owed, job.DoesFailedLast);
        Send(task.Node, new JobDispatch(
            run, job.Spec.Type, units, job.Limits.MaxTimeoutRunMs, null, job.Spec.Blender, 0)
        {
            Container = job.Spec.Container is null ? null : new ContainerDispatch(
                job.Spec.Kind, task.Allotted!.CpuMillis, task.Allotted.Gpus ?? [], task.Allotted.DiskBytes,
                job.Limits.MaxTimeoutStartMs!.Value),
        });
    }

    private void SendCheck(CheckId check)
    {
        if (manager.Books.Checks.Find(check) is { State: CheckState.Drawn } unit)
        {
            var spec = manager.Books.Jobs.Find(check.Run.Job)!.Spec;
            Send(unit.Verifier, new CheckDispatch(
                check, spec.Type, unit.Tiles, spec.Limits.MaxTimeoutRunMs, null, spec.Blender, 0));
        }
    }

    private void SendFile(CheckId check)
    {
        if (manager.Books.Checks.Find(check) is { Method: CheckMethod.Tiles, Bound: null } unit
            && unit.State is not (CheckState.Wanted or CheckState.Drawn))
        {
            Send(unit.Verifier, new FileCheck(check, unit.File!, unit.Checked, unit.Commitment));
        }
    }

    private void AskForTiles(CheckId check)
    {
        if (manager.Books.Checks.Find(check) is not { State: CheckState.Measuring } unit)
        {
            return;
        }

        Send(unit.Worker, new TilesWanted(check, false, unit.Disputed));
        Send(unit.Verifier, new TilesWanted(check, true, unit.Disputed));
        if (unit.First is { Tiles.Count: > 0 } first)
        {
            Send(first.Verifier, new TilesWanted(first.Check, true, first.Tiles));
        }
    }

    private void Cancel(NodeId node, RunId run, CheckId? check, string reason) =>
        Send(node, new JobCancel(run, check, reason));

    private void SendAgain(NodeId id)
    {
        var node = manager.Books.Nodes.Find(id)!;
        node.Runs.ToList().ForEach(SendRun);
        foreach (var check in node.Checks.ToList())
        {
            SendCheck(check);
            SendFile(check);
        }

        manager.Judge.Measuring.Where(unit => IsParty(unit, id)).ToList().ForEach(unit => AskForTiles(unit.Id));
    }

    private static bool IsParty(UnitCheck unit, NodeId node) =>
        unit.Worker == node || unit.Verifier == node || unit.First?.Verifier == node;

    private void Send(NodeId? node, ManagerMessage message)
    {
        if (node is { } id)
        {
            manager.Sessions.Send(manager.Books.Nodes.Find(id), message);
            world.Tally.Sent++;
        }
    }
}
