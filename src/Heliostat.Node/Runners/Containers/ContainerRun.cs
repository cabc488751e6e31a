using System.Text.Json;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Containers;
using Heliostat.Node.Engines.Disks;
using Heliostat.Node.Engines.Orders;
using Heliostat.Node.Sandbox;
using Heliostat.Node.Working;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Runners.Containers;

/// <summary>One run of a container, from its dispatch until nothing of it is left.</summary>
internal sealed class ContainerRun
{
    /// <summary>The folder in a run's folder in which its disk lies.</summary>
    public const string DiskName = "output";

    /// <summary>Seconds that a program has to end after it was asked to.</summary>
    public const int GraceSeconds = 10;

    // No wait for an engine can be longer.
    private const long MillisecondsMax = 19L * 24 * 3600 * 1000;
    private const int LogEndSecondsMax = 30;
    private const int EngineSettleSeconds = 3;
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;

    private static readonly JsonElement Success = JsonSerializer.SerializeToElement(
        new Dictionary<string, int> { ["exit_code"] = 0 }, ContainerResultJson.Default.DictionaryStringInt32);

    private readonly ContainerShop _shop;
    private readonly JobDispatch? _order;
    private readonly CancellationTokenSource _stop = new();
    private readonly ContainerHoldings _holdings;
    private EngineClient? _engine;
    private RunNote? _note;
    private bool _isDetached;

    /// <summary>A run that was dispatched now.</summary>
    public ContainerRun(ContainerShop shop, JobDispatch order)
    {
        (_shop, _order) = (shop, order);
        (Id, Kind, Folder) = (order.Run, order.Container!.Kind, shop.FolderOf(order.Run));
        ListedPorts = Wanted.Ports ?? [];
        _holdings = new ContainerHoldings(shop);
    }

    /// <summary>A PERSISTENT run of an earlier agent, whose container is here.</summary>
    public ContainerRun(ContainerShop shop, RunNote note)
    {
        (_shop, _note) = (shop, note);
        (Id, Kind, Folder) = (note.Run, JobKind.Persistent, shop.FolderOf(note.Run));
        (Container, ListedPorts) = (note.Container, note.Ports);
        _holdings = ContainerHoldings.Of(shop, note);
    }

    public RunId Id { get; }

    public JobKind Kind { get; }

    public string Folder { get; }

    /// <summary>The engine's id of its container, once it was started.</summary>
    public string? Container { get; private set; }

    /// <summary>The ports that can be reached.</summary>
    public IReadOnlyList<int> ListedPorts { get; }

    /// <summary>Whether the manager waits to hear that it is stopped.</summary>
    public bool IsToldWhenStopped { get; set; }

    /// <summary>Whether its job gave a login for an image's registry.</summary>
    public bool HasLogin => _order is not null
        && (Wanted.User is not null || Wanted.Volumes?.Any(volume => volume.User is not null) == true);

    private ContainerParameters Wanted => _order!.Container!.Parameters!;

    /// <summary>It is not wanted any more: what runs is asked to end, and all is removed.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>The agent ends and the container goes on; the next agent finds it by its note.</summary>
    public void Detach()
    {
        _isDetached = Container is not null;
        _stop.Cancel();
    }

    /// <summary>Runs it to its end; answers what is to be reported.</summary>
    /// <exception cref="RunFailedException">It came to nothing.</exception>
    /// <exception cref="EngineException">The engine failed or refused.</exception>
    public async Task<JobResult> WorkAsync()
    {
        _engine = _shop.Engine.Current ?? throw new RunFailedException(ContainerFailures.NoEngine);
        if (_order is not null)
        {
            await StartInTimeAsync().ConfigureAwait(false);
        }

        // Said again by an agent that took over; the manager passes over what it knows.
        _shop.Ports.Outbox.Report(new JobStatus(Id, JobStatus.Running));
        var began = _shop.Ports.Time.GetTimestamp();
        var end = await FollowAsync(Container!).ConfigureAwait(false);
        if (ContainerFailures.Of(end, Kind, _order?.TimeoutMs ?? 0) is { } failure)
        {
            throw new RunFailedException(failure);
        }

        var milliseconds = (long)_shop.Ports.Time.GetElapsedTime(began).TotalMilliseconds;
        var file = await DeliverAsync().ConfigureAwait(false);
        return new JobResult(Id, _order!.Units[0], milliseconds, file?.Hash ?? ContentHash.Of([]), file, null, Success);
    }

    /// <summary>Removes everything of it; false where the engine does not let something go.</summary>
    public async Task<bool> RemoveAsync()
    {
        if (_isDetached)
        {
            return true;
        }

        var isClean = true;
        try
        {
            await RemoveFromEngineAsync().ConfigureAwait(false);
        }
        catch (EngineException error)
        {
            isClean = false;
            ContainerNews.NotRemoved(_shop.Ports.Log, Id.ToString(), error.Message);
        }

        await _holdings.DisposeAsync().ConfigureAwait(false);
        await SizedDisk.At(Path.Combine(Folder, DiskName)).DisposeAsync().ConfigureAwait(false);
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        return isClean;
    }

    private async Task RemoveFromEngineAsync()
    {
        if (_engine is null)
        {
            return;
        }

        var labels = ContainerLabels.OfRun(Id);
        foreach (var left in await _engine.Containers.ListAsync(labels).ConfigureAwait(false))
        {
            if (left.IsRunning)
            {
                await StopAsync(left.Id).ConfigureAwait(false);
            }

            _ = await _engine.Containers.RemoveAsync(left.Id).ConfigureAwait(false);
        }

        foreach (var network in await _engine.Networks.ListAsync(labels).ConfigureAwait(false))
        {
            _ = await _engine.Networks.RemoveAsync(network.Name).ConfigureAwait(false);
        }
    }

    private async Task StopAsync(string id)
    {
        try
        {
            await _engine!.Containers.StopAsync(id, GraceSeconds).ConfigureAwait(false);
        }
        catch (EngineException error) when (
            error.Code is EngineCodes.ContainerNotRunning or EngineCodes.ContainerUnknown)
        {
            // It ended by itself in the last moment.
        }
    }

    private async Task StartInTimeAsync()
    {
        var milliseconds = Math.Clamp(_order!.Container!.StartTimeoutMs, 1, MillisecondsMax);
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds), _shop.Ports.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, late.Token);
        try
        {
            await StartAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            throw new RunFailedException(ContainerFailures.StartTimedOut(milliseconds));
        }
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        var start = new ContainerStart(_shop, _engine!, _order!, _holdings);
        var id = await start.CreateAsync(cancellation).ConfigureAwait(false);
        if (Kind == JobKind.Persistent)
        {
            _note = new RunNote(Id, id, start.Image, ListedPorts, LogPlace.Start) { Volumes = [.. _holdings.Volumes] };
            _note.Write(Folder);
        }

        await _engine!.Containers.StartAsync(id, cancellation).ConfigureAwait(false);
        Container = id;
    }

    private async Task<ContainerEnd> FollowAsync(string id)
    {
        using var logStop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var follower = new LogFollower(Id, _shop.Ports.Outbox, _shop.Ports.Time, _note?.Log ?? LogPlace.Start)
        {
            Moved = KeepPlace,
        };
        var logging = follower.FollowAsync(_engine!.Containers, id, logStop.Token);
        try
        {
            var end = await EndAsync(id).ConfigureAwait(false);
            logStop.CancelAfter(TimeSpan.FromSeconds(LogEndSecondsMax));
            return end;
        }
        catch
        {
            await logStop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            await QuietlyAsync(logging).ConfigureAwait(false);
            if (logStop.IsCancellationRequested && !_stop.IsCancellationRequested)
            {
                follower.SayUnfinished();
            }
        }
    }

    private async Task<ContainerEnd> EndAsync(string id)
    {
        var limit = Kind == JobKind.Persistent || _order is null || _order.TimeoutMs <= 0
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Min(_order.TimeoutMs, MillisecondsMax));
        while (true)
        {
            try
            {
                var end = await new ContainerWatch(_engine!.Containers, id).EndAsync(limit, _stop.Token)
                    .ConfigureAwait(false);
                await SettleAsync(end).ConfigureAwait(false);
                return end;
            }
            catch (EngineException error) when (error.Code == EngineCodes.Silent && Kind == JobKind.Persistent)
            {
                // One wait lasts some weeks at most; an engine that hangs does not answer this either.
                _ = await _engine!.Containers.InspectAsync(id, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    // An engine that is stopped ends its containers by these signals before it goes.
    private async Task SettleAsync(ContainerEnd end)
    {
        if (end is { Kind: EndKind.Signal, Code: SignalKill or SignalTerminate })
        {
            await Task.Delay(TimeSpan.FromSeconds(EngineSettleSeconds), _shop.Ports.Time, _stop.Token)
                .ConfigureAwait(false);
            await _engine!.PingAsync(_stop.Token).ConfigureAwait(false);
        }
    }

    // A log that cannot be read to its end takes nothing from the run, and says so itself.
    private static async Task QuietlyAsync(Task logging)
    {
        try
        {
            await logging.ConfigureAwait(false);
        }
        catch (Exception error) when (error is EngineException or OperationCanceledException)
        {
            // The wait tells of an engine that is gone, and who cancelled knows.
        }
    }

    private void KeepPlace(LogPlace place)
    {
        if (_note is { } note)
        {
            _note = note with { Log = place };
            _note.Write(Folder);
        }
    }

    private async Task<BlobName?> DeliverAsync()
    {
        _shop.Ports.Outbox.Remark(new JobProgress(Id, _order!.Units[0], 0, "handing over"));
        var disk = SizedDisk.At(Path.Combine(Folder, DiskName));
        try
        {
            return await new OutputFolder(disk.Folder, Math.Max(_order!.Container!.DiskBytes, SizedDisk.BytesMin))
                .DeliverAsync(_shop.Transfers, Id, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (OperationCanceledException or RunFailedException))
        {
            throw new RunFailedException(WorkFailures.OfHandover(error));
        }
    }
}
