using Heliostat.Node.Runners;
using Heliostat.Node.Runners.Blender;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Working;

/// <summary>
/// Renders, one run at a time. What waits has its scene fetched meanwhile, and what is rendered is handed over while
/// the next frame renders, so that Blender never waits for the network.
/// </summary>
internal sealed class RenderLane : IAsyncDisposable
{
    private const int DeliveriesAtOnceMax = 4;
    private const int Whole = 1_000;

    private readonly Lock _gate = new();
    private readonly WorkPorts _ports;
    private readonly RenderShop _shop;
    private readonly WarmBlender _blender;
    private readonly FrameDelivery _delivery;
    private readonly SemaphoreSlim _deliveries = new(DeliveriesAtOnceMax);
    private readonly Dictionary<RunId, RenderRun> _runs = [];
    private readonly Queue<RenderRun> _queue = new();
    private readonly RecentRuns _recent = new();
    private Task _working = Task.CompletedTask;
    private bool _isWorking;

    public RenderLane(WorkPorts ports, RenderShop shop)
    {
        (_ports, _shop) = (ports, shop);
        _blender = shop.NewBlender();
        _delivery = new FrameDelivery(shop.Transfers);
    }

    /// <summary>The runs that it has and has not finished.</summary>
    public IReadOnlyList<RunId> Runs
    {
        get
        {
            lock (_gate)
            {
                return [.. _runs.Keys];
            }
        }
    }

    /// <summary>Takes a run; one that it has, or had, is passed over.</summary>
    public void Start(JobDispatch order)
    {
        lock (_gate)
        {
            if (_recent.Contains(order.Run) || _runs.ContainsKey(order.Run))
            {
                return;
            }

            var run = new RenderRun(order, _shop.Scenes.Acquire(order.Run, order.Blender!.Manifest), _ports.Time);
            _runs.Add(order.Run, run);
            _queue.Enqueue(run);
            if (!_isWorking)
            {
                _isWorking = true;
                _working = Task.Run(WorkAsync);
            }
        }
    }

    /// <summary>Stops a run and reports nothing more about it.</summary>
    public void Cancel(RunId id)
    {
        if (Remove(id) is { } run)
        {
            run.Stop();
            _ = _blender.DropAsync(id.Job);
        }
    }

    /// <summary>Reports everything unfinished as failed, because the agent stops.</summary>
    public void FailAll()
    {
        foreach (var id in Runs)
        {
            Fail(id, WorkPorts.AgentStopped, null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        FailAll();
        await _working.ConfigureAwait(false);
        await _blender.DisposeAsync().ConfigureAwait(false);
    }

    private RenderRun? Next()
    {
        lock (_gate)
        {
            _isWorking = _queue.TryDequeue(out var run);
            return run;
        }
    }

    private async Task WorkAsync()
    {
        while (Next() is { } run)
        {
            try
            {
                await RunAsync(run).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                FailBy(run, error, WorkFailures.Of(error), run.Unit);
            }

            // The next run does not wait until the last frame of this one is handed over.
            _ = FinishAsync(run);
        }
    }

    private async Task RunAsync(RenderRun run)
    {
        await run.Lease.Ready.WaitAsync(run.Stopped).ConfigureAwait(false);
        run.Stopped.ThrowIfCancellationRequested();
        _ports.Outbox.Report(new JobStatus(run.Id, JobStatus.Running));
        _ = run.TimeLeft;
        if (run.Plan.StepOf(run.Order.Units[0]) == StepKind.Encode)
        {
            await EncodeAsync(run, run.Order.Units[0]).ConfigureAwait(false);
            return;
        }

        var use = await _blender.UseAsync(run.Id, run.Settings, run.Order.RamBytes, run.Stopped).ConfigureAwait(false);
        await using (use.ConfigureAwait(false))
        {
            for (var i = 0; i < run.Order.Units.Count; i++)
            {
                run.Unit = run.Order.Units[i];
                await RenderAsync(run, i, use.Process).ConfigureAwait(false);
            }
        }
    }

    private async Task EncodeAsync(RenderRun run, int unit)
    {
        run.Unit = unit;
        SayProgress(run, unit, 0, "video");
        using var video = await VideoWork.MakeAsync(
            _shop, run.Id, unit, run.Settings, run.TimeLeft, run.Stopped).ConfigureAwait(false);
        JobResult result;
        try
        {
            result = await _delivery.DeliverAsync(run.Id, unit, video, run.Stopped).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new RunFailedException(WorkFailures.OfHandover(error));
        }

        if (IsHeld(run))
        {
            _ports.Outbox.Report(result);
        }
    }

    private async Task RenderAsync(RenderRun run, int index, BlenderProcess blender)
    {
        var unit = run.Order.Units[index];
        var what = run.Plan.NameOf(unit);
        SayProgress(run, unit, 0, $"{what} ({index + 1} of {run.Order.Units.Count})");
        var rendered = await new UnitWork(_shop.Transfers, run.Id, run.Plan)
            .RenderAsync(unit, blender, run.TimeLeft, run.Stopped).ConfigureAwait(false);
        SayProgress(run, unit, Whole, $"{what} done");
        try
        {
            await _deliveries.WaitAsync(run.Stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            rendered.Dispose();
            throw;
        }

        run.Deliveries.Add(DeliverAsync(run, unit, rendered));
    }

    private async Task DeliverAsync(RenderRun run, int unit, RenderedFrame frame)
    {
        try
        {
            var result = await _delivery.DeliverAsync(run.Id, unit, frame, run.Stopped).ConfigureAwait(false);
            File.Delete(frame.File);
            // Before the report, for the question may come at once.
            _shop.Frames.Add((run.Id, unit), frame, new FileInfo(frame.Pixels.Path).Length);
            if (IsHeld(run))
            {
                _ports.Outbox.Report(result);
            }
        }
        catch (Exception error)
        {
            frame.Dispose();
            FailBy(run, error, WorkFailures.OfHandover(error), null);
        }
        finally
        {
            _deliveries.Release();
        }
    }

    private async Task FinishAsync(RenderRun run)
    {
        await Task.WhenAll(run.Deliveries).ConfigureAwait(false);
        if (Remove(run.Id) is not null && _ports.Log.IsEnabled(LogLevel.Information))
        {
            WorkLog.Completed(_ports.Log, run.Id.ToString());
        }

        run.Dispose();
    }

    private void FailBy(RenderRun run, Exception error, RunFailure failure, int? unit)
    {
        if (WorkFailures.IsUnforeseen(error))
        {
            WorkLog.Unforeseen(_ports.Log, "a render run", error);
        }

        Fail(run.Id, failure, unit);
    }

    private void Fail(RunId id, RunFailure failure, int? unit)
    {
        if (Remove(id) is { } run)
        {
            run.Stop();
            _ports.Fail(id, failure, unit);
        }
    }

    private RenderRun? Remove(RunId id)
    {
        lock (_gate)
        {
            if (_runs.Remove(id, out var run))
            {
                _recent.Add(id);
            }

            return run;
        }
    }

    private bool IsHeld(RenderRun run)
    {
        lock (_gate)
        {
            return _runs.ContainsKey(run.Id);
        }
    }

    private void SayProgress(RenderRun run, int unit, int thousandths, string text) =>
        _ports.Outbox.Remark(new JobProgress(run.Id, unit, thousandths, text));
}
