using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Consumers;
using Heliostat.Simulation.Pictures;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Nodes;

/// <summary>What a node does as a verifier: the tiles first, blind; then the file.</summary>
internal sealed class CheckBench(World world, NodeModel node)
{
    private const int UnlikeMillidecibels = 20_000;

    private readonly List<CheckDispatch> _checks = [];
    private readonly Queue<CheckDispatch> _waiting = [];
    private readonly Dictionary<CheckId, Picture> _found = [];
    private readonly HashSet<CheckId> _compared = [];
    private bool _isBusy;

    /// <summary>Checks that it knows of.</summary>
    public IReadOnlyList<CheckId> Checks => [.. _checks.Select(check => check.Check)];

    public void Take(CheckDispatch order)
    {
        if (!_checks.Exists(known => known.Check == order.Check))
        {
            _checks.Add(order);
            _waiting.Enqueue(order);
            GoOn();
        }
    }

    public void Take(FileCheck order)
    {
        if (_checks.Exists(known => known.Check == order.Check) && _compared.Add(order.Check) && !node.Character.Hangs)
        {
            node.In(world.Chance.Between(10, 500), () => Compare(order));
        }
    }

    public void Drop(CheckId check) => _checks.RemoveAll(known => known.Check == check);

    public void Forget()
    {
        _checks.Clear();
        _waiting.Clear();
        _found.Clear();
        _compared.Clear();
    }

    public void GoOn()
    {
        if (_isBusy || !node.IsAlive || node.Character.Hangs || !_waiting.TryPeek(out var order))
        {
            return;
        }

        _isBusy = true;
        var (min, max) = node.Character.UnitMs;
        node.In(world.Chance.Between(min, max), () => Finish(order));
    }

    /// <summary>The node slept: what was under way is begun again.</summary>
    public void WakeUp()
    {
        _isBusy = false;
        _compared.Clear();
        GoOn();
    }

    /// <summary>The picture that it found as a verifier; null when it knows nothing of it any more.</summary>
    public Picture? PictureOf(CheckId check) => _found.GetValueOrDefault(check);

    private void Finish(CheckDispatch order)
    {
        _isBusy = false;
        _waiting.Dequeue();
        if (_checks.Contains(order) && world.Orders.Find(order.Check.Run.Job) is { } known)
        {
            Report(order, known);
        }

        GoOn();
    }

    private void Report(CheckDispatch order, Order known)
    {
        var fails = world.IsStormy && world.Chance.PerMille(node.Character.Fails);
        if (fails || known.IsUncheckable)
        {
            var side = fails ? node.Character.FailsBy : FaultSide.Unknown;
            Drop(order.Check);
            node.Outbox.Report(new CheckFailure(
                order.Check, new RunFailure(FailureReasons.Crashed, side, "It could not be checked.")));
            return;
        }

        var (job, unit) = (order.Check.Run.Job, order.Check.Unit);
        var picture = world.Gallery.Make(job, known.Spec, unit, node.Conscience.AtCheck(job, unit));
        _found[order.Check] = picture;
        if (order.Tiles is null && !node.Conscience.HidesLists)
        {
            world.Gallery.PublishList(picture);
        }

        node.Outbox.Report(new CheckResult(
            order.Check,
            [.. (order.Tiles ?? []).Select(tile => picture[tile])],
            order.Tiles is null ? picture.Commitment : null,
            1_000));
    }

    private void Compare(FileCheck order)
    {
        if (!_checks.Exists(known => known.Check == order.Check))
        {
            return;
        }

        var (job, unit) = (order.Check.Run.Job, order.Check.Unit);
        var asked = _checks.Find(known => known.Check == order.Check)!.Tiles;
        var isEqual = _found.GetValueOrDefault(order.Check) is { } mine
            ? world.Gallery.Shows(order.File.Hash, mine, asked ?? [.. Enumerable.Range(0, mine.TilesCount)])
            : !world.Gallery.IsForged(order.File.Hash);
        var isBound = isEqual != node.Conscience.LiesAboutFile(job, unit);
        node.Outbox.Report(new FileResult(
            order.Check, isBound, isBound ? "equal" : "pixels-differ", isBound ? null : UnlikeMillidecibels, []));
    }
}
