using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Nodes;

/// <summary>What a node does with containers: all of them at once, each until it ends or is stopped.</summary>
internal sealed class ContainerBench(World world, NodeModel node)
{
    private const int PullMsMax = 20_000;
    private const int UpMsMax = 1_500_000;

    /// <summary>Fetches what a container needs and starts it; one that was begun before goes on.</summary>
    public void Begin(RunWork work)
    {
        if (work.IsContainer && !node.Character.Hangs)
        {
            node.In(world.Chance.Below(PullMsMax), () => Start(work));
        }
    }

    private void Start(RunWork work)
    {
        if (!node.Worker.Has(work) || work.IsDone)
        {
            return;
        }

        if (!work.IsStarted && world.IsStormy && world.Chance.PerMille(node.Character.Fails))
        {
            Fail(work, FailureReasons.ImageNotFound, FaultSide.Job);
            return;
        }

        work.IsStarted = true;
        node.Worker.Report(work, new JobStatus(work.Run, JobStatus.Running));
        var (min, max) = node.Character.UnitMs;
        node.In(
            work.IsPersistent ? world.Chance.Below(UpMsMax) : world.Chance.Between(min, max), () => Finish(work));
    }

    private void Finish(RunWork work)
    {
        if (!node.Worker.Has(work) || work.IsDone)
        {
            return;
        }

        var order = world.Orders.Find(work.Run.Job)!;
        var unit = work.UnitsLeft.Peek();
        if (order.CursedUnit == unit)
        {
            Fail(work, FailureReasons.Exited, order.CursedBy);
        }
        else if (world.IsStormy && world.Chance.PerMille(node.Character.Fails))
        {
            Fail(work, FailureReasons.EngineFailed, node.Character.FailsBy);
        }
        else if (!work.IsPersistent)
        {
            work.IsDone = true;
            node.Worker.Report(work, new JobResult(
                work.Run, unit, world.Chance.Below(1_000), FolderManifest.NothingHash, null, null, null));
        }
    }

    private void Fail(RunWork work, string reason, FaultSide side)
    {
        work.IsDone = true;
        node.Worker.Report(work, new JobFailure(work.Run, new RunFailure(reason, side, "It broke.")));
    }
}
