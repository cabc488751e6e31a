using Heliostat.Node.Runners;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Working;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Verifying;

/// <summary>
/// Checks what other nodes rendered, one thing at a time and in order, beside the lane that renders. First it renders
/// blind and reports; only when it is then shown the delivered file does it fetch and compare it.
/// </summary>
internal sealed class VerifierLane : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly WorkPorts _ports;
    private readonly RenderShop _shop;
    private readonly WarmBlender _blender;
    private readonly Dictionary<CheckId, CancellationTokenSource> _checks = [];
    private readonly Queue<(CheckId Check, Func<CancellationToken, Task> Deed)> _queue = new();
    private Task _working = Task.CompletedTask;
    private bool _isWorking;

    public VerifierLane(WorkPorts ports, RenderShop shop)
    {
        (_ports, _shop) = (ports, shop);
        _blender = shop.NewBlender();
    }

    /// <summary>The checks that it works at or will.</summary>
    public IReadOnlyList<CheckId> Busy
    {
        get
        {
            lock (_gate)
            {
                return [.. _checks.Keys];
            }
        }
    }

    /// <summary>The checks that it could still be asked about: those, and what it keeps.</summary>
    public IReadOnlyList<CheckId> Held => [.. Busy.Union(_shop.Checks.Keys)];

    /// <summary>Takes a check; one that it has, or has done, is passed over.</summary>
    public void Check(CheckDispatch order)
    {
        if (_shop.Checks.Find(order.Check) is null)
        {
            Enqueue(order.Check, cancellation => RenderAsync(order, cancellation));
        }
    }

    /// <summary>Compares a delivered file with what was rendered for its check.</summary>
    public void Compare(FileCheck order) => Enqueue(order.Check, cancellation => CompareAsync(order, cancellation));

    /// <summary>Stops every check of a unit and reports nothing more about it.</summary>
    public void Cancel(CheckId check)
    {
        lock (_gate)
        {
            foreach (var (held, stop) in _checks.Where(c => IsOfUnit(c.Key, check)).ToList())
            {
                _checks.Remove(held);
                stop.Cancel();
            }
        }

        _shop.Checks.Remove(kept => IsOfUnit(kept, check));
    }

    /// <summary>Reports everything unfinished as failed, because the agent stops.</summary>
    public void FailAll()
    {
        foreach (var check in Busy)
        {
            Fail(check, WorkPorts.AgentStopped);
        }
    }

    public async ValueTask DisposeAsync()
    {
        FailAll();
        await _working.ConfigureAwait(false);
        await _blender.DisposeAsync().ConfigureAwait(false);
    }

    private static bool IsOfUnit(CheckId one, CheckId other) => one.Run == other.Run && one.Unit == other.Unit;

    private void Enqueue(CheckId check, Func<CancellationToken, Task> deed)
    {
        lock (_gate)
        {
            if (!_checks.TryAdd(check, new CancellationTokenSource()))
            {
                return;
            }

            _queue.Enqueue((check, deed));
            if (!_isWorking)
            {
                _isWorking = true;
                _working = Task.Run(WorkAsync);
            }
        }
    }

    private async Task WorkAsync()
    {
        while (Next(out var check, out var deed, out var stopped))
        {
            try
            {
                stopped.ThrowIfCancellationRequested();
                await deed(stopped).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                if (WorkFailures.IsUnforeseen(error))
                {
                    WorkLog.Unforeseen(_ports.Log, "a check", error);
                }

                Fail(check, WorkFailures.Of(error));
            }
        }
    }

    private bool Next(out CheckId check, out Func<CancellationToken, Task> deed, out CancellationToken stopped)
    {
        lock (_gate)
        {
            _isWorking = _queue.TryDequeue(out var next);
            (check, deed) = next;
            // A check that was cancelled while it waited is no longer there.
            stopped = _checks.TryGetValue(check, out var stop) ? stop.Token : new CancellationToken(canceled: true);
            return _isWorking;
        }
    }

    private async Task RenderAsync(CheckDispatch order, CancellationToken cancellation)
    {
        WorkLog.CheckBegan(_ports.Log, order.Check.ToString(), order.Tiles?.Count ?? 0);
        var limit = TimeSpan.FromMilliseconds(order.TimeoutMs);
        JobPlan.TryOf(order.Blender, out var plan);
        if (plan!.StepOf(order.Check.Unit) == StepKind.Encode)
        {
            await EncodeAsync(order, limit, cancellation).ConfigureAwait(false);
            return;
        }

        CheckedFrame frame;
        var use = await UseAsync(order, cancellation).ConfigureAwait(false);
        await using (use.ConfigureAwait(false))
        {
            frame = await new UnitWork(_shop.Transfers, order.Check.Run, plan)
                .CheckAsync(order, use.Process, limit, cancellation).ConfigureAwait(false);
        }

        await HandOverListAsync(order, frame, cancellation).ConfigureAwait(false);
        var picture = await HandOverPictureAsync(order, frame, cancellation).ConfigureAwait(false);
        // Before the report, for the next question may come at once.
        _shop.Checks.Add(order.Check, new KeptCheck(order, frame), new FileInfo(frame.Pixels.Path).Length);
        // Done before it is said, so that the file check, which may come at once, is not taken for a repetition.
        if (Remove(order.Check))
        {
            IReadOnlyList<ContentHash> hashes = order.Tiles is null ? [] : frame.TileHashes;
            var milliseconds = (long)TimeSpan.FromSeconds(frame.Seconds).TotalMilliseconds;
            _ports.Outbox.Report(
                new CheckResult(order.Check, hashes, frame.Commitment, milliseconds) { Picture = picture });
            WorkLog.CheckReported(_ports.Log, order.Check.ToString());
        }
    }

    private async Task EncodeAsync(CheckDispatch order, TimeSpan limit, CancellationToken cancellation)
    {
        var check = order.Check;
        using var video = await VideoWork.MakeAsync(_shop, check.Run, check.Unit, order.Blender!, limit, cancellation)
            .ConfigureAwait(false);
        var file = await FrameDelivery.NameOfAsync(video.File, cancellation).ConfigureAwait(false);
        if (Remove(check))
        {
            var milliseconds = (long)TimeSpan.FromSeconds(video.Seconds).TotalMilliseconds;
            _ports.Outbox.Report(new CheckResult(check, [], file.Hash, milliseconds));
            WorkLog.CheckReported(_ports.Log, check.ToString());
        }
    }

    /// <summary>A whole frame's tile list goes to the store, under its hash, which is the commitment.</summary>
    private async Task HandOverListAsync(CheckDispatch order, CheckedFrame frame, CancellationToken cancellation)
    {
        if (order.Tiles is not null || frame.Tiles is not { } list)
        {
            return;
        }

        var bytes = list.Bytes.ToArray();
        var name = new BlobName(list.Commitment, bytes.Length);
        await HandOverAsync(order.Check, name, () => new MemoryStream(bytes, writable: false), cancellation)
            .ConfigureAwait(false);
    }

    private async Task<BlobName?> HandOverPictureAsync(
        CheckDispatch order, CheckedFrame frame, CancellationToken cancellation)
    {
        if (frame.Picture is not { } path)
        {
            return null;
        }

        var name = await FrameDelivery.NameOfAsync(path, cancellation).ConfigureAwait(false);
        await HandOverAsync(order.Check, name, () => File.OpenRead(path), cancellation).ConfigureAwait(false);
        return name;
    }

    private async Task HandOverAsync(
        CheckId check, BlobName name, Func<Stream> open, CancellationToken cancellation)
    {
        try
        {
            await _shop.Transfers.UploadAsync(check.Run, [(name, open)], cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new RunFailedException(WorkFailures.OfHandover(error));
        }
    }

    private async Task CompareAsync(FileCheck order, CancellationToken cancellation)
    {
        if (_shop.Checks.Find(order.Check) is not { } kept)
        {
            throw new RunFailedException(
                FailureReasons.InputUnavailable, FaultSide.Node, "This node keeps nothing of that check any more.");
        }

        var (_, file) = await _shop.Transfers.FetchAsync(order.Check.Run, order.File.Hash, cancellation)
            .ConfigureAwait(false);
        using var delivered = file;
        using var passes = order.Checked is { } blob
            ? (await _shop.Transfers.FetchAsync(order.Check.Run, blob.Hash, cancellation).ConfigureAwait(false)).Blob
            : null;
        var limit = TimeSpan.FromMilliseconds(kept.Order.TimeoutMs);
        FileVerdict verdict;
        var use = await UseAsync(kept.Order, cancellation).ConfigureAwait(false);
        await using (use.ConfigureAwait(false))
        {
            verdict = await use.Process.BindAsync(
                kept.Frame, delivered.Path, passes?.Path, order.Commitment, limit, cancellation).ConfigureAwait(false);
        }

        if (Remove(order.Check))
        {
            WorkLog.FileCompared(_ports.Log, order.Check.ToString(), verdict.Bound, verdict.Reason);
            _ports.Outbox.Report(new FileResult(
                order.Check, verdict.Bound, verdict.Reason, verdict.Millidecibels, verdict.Notes));
        }
    }

    private Task<WarmBlender.Use> UseAsync(CheckDispatch order, CancellationToken cancellation) =>
        _blender.UseAsync(order.Check.Run, order.Blender!, order.RamBytes, cancellation);

    private void Fail(CheckId check, RunFailure failure)
    {
        if (Remove(check))
        {
            _ports.Fail(check, failure);
        }
    }

    private bool Remove(CheckId check)
    {
        lock (_gate)
        {
            return _checks.Remove(check, out var stop) && Cancelled(stop);
        }
    }

    private static bool Cancelled(CancellationTokenSource stop)
    {
        stop.Cancel();
        return true;
    }
}
