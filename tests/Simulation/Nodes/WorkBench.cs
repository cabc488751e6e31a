using System.Text.Json;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Consumers;
using Heliostat.Simulation.Pictures;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Nodes;

/// <summary>What a node does as a worker: one unit after the other, one run after the other.</summary>
internal sealed class WorkBench(World world, NodeModel node)
{
    private const long FileBytes = 1_000;

    private readonly List<RunWork> _runs = [];
    private bool _isBusy;

    private ContainerBench Containers => new(world, node);

    /// <summary>Runs of which the manager has not heard everything yet.</summary>
    public IReadOnlyList<RunId> Runs => [.. _runs.Select(work => work.Run)];

    public void Take(JobDispatch order)
    {
        if (_runs.Find(work => work.Run == order.Run) is { } known)
        {
            SayAgain(known);
            return;
        }

        _runs.Add(new RunWork(order));
        Containers.Begin(_runs[^1]);
        GoOn();
    }

    public void Drop(RunId run)
    {
        if (_runs.RemoveAll(work => work.Run == run && work.IsPersistent) > 0)
        {
            node.Outbox.Report(new JobFailure(run, new RunFailure(FailureReasons.Stopped, FaultSide.Job, "Stopped.")));
        }

        _runs.RemoveAll(work => work.Run == run);
    }

    /// <summary>The agent is gone with all that it knew, but a container may outlive it.</summary>
    public void Forget() => _runs.RemoveAll(work => !work.IsPersistent || world.Chance.PerMille(400));

    /// <summary>Goes on with the first run that is not done.</summary>
    public void GoOn()
    {
        if (_isBusy || !node.IsAlive || node.Character.Hangs
            || _runs.Find(run => !run.IsDone && !run.IsContainer) is not { } work)
        {
            return;
        }

        _isBusy = true;
        if (!work.IsStarted)
        {
            work.IsStarted = true;
            Report(work, new JobStatus(work.Run, JobStatus.Running));
        }

        var (min, max) = node.Character.UnitMs;
        node.In(world.Chance.Between(min, max), () => Finish(work));
    }

    /// <summary>The node fell asleep in the middle of a unit, and begins it again.</summary>
    public void WakeUp()
    {
        _isBusy = false;
        _runs.FindAll(work => !work.IsDone).ForEach(Containers.Begin);
        GoOn();
    }

    public void Acknowledge(NodeMessage message, string? code)
    {
        var run = message switch
        {
            JobStatus said => said.Run,
            JobResult said => said.Run,
            JobFailure said => said.Run,
            _ => default,
        };
        if (_runs.Find(work => work.Run == run) is not { } known)
        {
            return;
        }

        known.Unacknowledged--;
        if (code == "lease-lost" || (known.IsDone && known.Unacknowledged == 0))
        {
            _runs.Remove(known);
        }
    }

    /// <summary>The picture that it showed as a worker.</summary>
    public Picture? PictureOf(JobId job, int unit) => world.Manager.Books.Jobs.Find(job) is { } known
        ? world.Gallery.Make(job, known.Spec, unit, node.Conscience.AtWork(job, unit))
        : null;

    /// <summary>The manager sends it once more, and may not have heard that it runs.</summary>
    private void SayAgain(RunWork known)
    {
        if (known is { IsPersistent: true, IsStarted: true })
        {
            Report(known, new JobStatus(known.Run, JobStatus.Running));
        }
    }

    public bool Has(RunWork work) => _runs.Contains(work);

    public void Report(RunWork work, NodeMessage message)
    {
        work.Unacknowledged++;
        node.Outbox.Report(message);
    }

    private void Finish(RunWork work)
    {
        _isBusy = false;
        if (_runs.Contains(work) && world.Orders.Find(work.Run.Job) is { } order)
        {
            var unit = work.UnitsLeft.Dequeue();
            if (FailureOf(order, unit) is { } failure)
            {
                work.IsDone = true;
                Report(work, new JobFailure(work.Run, failure) { Unit = unit });
            }
            else
            {
                work.IsDone = work.UnitsLeft.Count == 0;
                Report(work, ResultOf(work, order, unit));
            }
        }

        GoOn();
    }

    private RunFailure? FailureOf(Order order, int unit)
    {
        if (order.CursedUnit == unit)
        {
            return new RunFailure(FailureReasons.RenderFailed, order.CursedBy, "Nobody can do this one.");
        }

        return world.IsStormy && world.Chance.PerMille(node.Character.Fails)
            ? new RunFailure(FailureReasons.Crashed, node.Character.FailsBy, "It broke.")
            : null;
    }

    private JobResult ResultOf(RunWork work, Order order, int unit)
    {
        var job = work.Run.Job;
        var variant = node.Conscience.AtWork(job, unit);
        var ms = world.Chance.Between(node.Character.UnitMs.Min, node.Character.UnitMs.Max);
        if (JobPlan.Of(order.Spec).GridOf(unit) is null)
        {
            var truth = order.Spec.Plugin is { JobType: PluginSettings.Echo } echo ? echo.PayloadHash
                : world.Gallery.Make(job, order.Spec, unit, Variant.Truth).Commitment;
            var told = variant.IsLie ? world.Gallery.Make(job, order.Spec, unit, variant).Commitment : truth;
            return order.Spec.Plugin is null
                ? new JobResult(work.Run, unit, ms, told, new BlobName(told, FileBytes), null, null)
                : new JobResult(work.Run, unit, ms, told, null, null, JsonSerializer.SerializeToElement(unit));
        }

        var picture = world.Gallery.Make(job, order.Spec, unit, variant);
        if (!node.Conscience.HidesLists)
        {
            world.Gallery.PublishList(picture);
        }

        var file = FileOf(job, unit);
        world.Gallery.Deliver(file.Hash, picture);
        return new JobResult(work.Run, unit, ms, picture.Commitment, file, null, null);
    }

    private BlobName FileOf(JobId job, int unit)
    {
        var isForged = node.Conscience.Forges(job, unit);
        var name = $"file {job}/{unit} of node {node.Number}, {(isForged ? "forged" : "true")}";
        var hash = ContentHash.Of(System.Text.Encoding.ASCII.GetBytes(name));
        if (isForged)
        {
            world.Gallery.Forge(hash);
        }

        // A file of no bytes is one that never arrived; the host does not believe such a report.
        return new BlobName(hash, node.Character.Babbles && world.Chance.PerMille(100) ? 0 : FileBytes);
    }
}
