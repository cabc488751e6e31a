using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Disks;
using Heliostat.Node.Engines.Orders;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Runners.Containers;

/// <summary>
/// Finds the container engine, and looks now and then whether it is there still. Where it is not, or where something
/// else that a container needs does not work, the node offers no containers.
/// </summary>
internal sealed class EngineWatch(ContainerSetup setup, TimeProvider time, ILogger log) : IDisposable
{
    private const string ProbeFolder = "probe";

    private readonly SemaphoreSlim _doubt = new(0, 1);
    private readonly List<EngineClient> _known = [];
    private string? _saidWhyNot;
    private volatile EngineClient? _current;

    /// <summary>The engine, where it answered last and everything works; else null.</summary>
    public EngineClient? Current => _current;

    /// <summary>Somebody found that the engine may be gone: it is looked at soon.</summary>
    public void Doubt()
    {
        // Two doubts are as good as one.
        if (_doubt.CurrentCount == 0)
        {
            _doubt.Release();
        }
    }

    /// <summary>Looks now and then until cancelled.</summary>
    /// <param name="looked">Told after each look whether the engine came or went.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Func<bool, Task> looked, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await WaitAsync(stopping).ConfigureAwait(false);
                await looked(await LookAsync(stopping).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It was asked to stop.
        }
    }

    /// <summary>Looks once; answers whether the engine came or went.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellation)
    {
        var before = _current;
        try
        {
            if (before is not null)
            {
                await before.PingAsync(cancellation).ConfigureAwait(false);
                return false;
            }

            _current = await ConnectAsync(cancellation).ConfigureAwait(false);
            _saidWhyNot = null;
            ContainerNews.Offered(log, $"{_current.Description.Kind}", _current.Description.Version);
        }
        catch (Exception error) when (error is EngineException or IOException or UnauthorizedAccessException)
        {
            _current = null;
            SayWhyNot(error.Message);
        }

        return _current != before;
    }

    public void Dispose()
    {
        _known.ForEach(engine => engine.Dispose());
        _doubt.Dispose();
    }

    private void SayWhyNot(string reason)
    {
        if (_saidWhyNot != reason)
        {
            _saidWhyNot = reason;
            ContainerNews.NotOffered(log, reason);
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var period = Task.Delay(TimeSpan.FromSeconds(setup.LookSeconds), time, either.Token);
        _ = await Task.WhenAny(period, _doubt.WaitAsync(either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
    }

    private async Task<EngineClient> ConnectAsync(CancellationToken cancellation)
    {
        var missing = new EngineException(
            EngineCodes.Unreachable,
            "No container engine was found: install Docker or Podman, or name its socket by "
            + $"{EngineSockets.Variable}.");
        foreach (var path in EngineSockets.Find(setup.EnginePath))
        {
            try
            {
                var engine = await EngineClient.ConnectAsync(path, setup.EngineLimits, cancellation)
                    .ConfigureAwait(false);
                _known.Add(engine);
                await ProveAsync(engine, cancellation).ConfigureAwait(false);
                return engine;
            }
            catch (EngineException error)
            {
                missing = error;
            }
        }

        throw missing;
    }

    // Not only whether the programs are there: whether this user may do with them what containers need.
    private async Task ProveAsync(EngineClient engine, CancellationToken cancellation)
    {
        if (!engine.Description.IsSafe)
        {
            throw new EngineException(
                EngineCodes.Failed,
                "The container engine cannot hold system calls, memory and processes here: give it seccomp and "
                + "control groups.");
        }

        await setup.Firewall.EnsureAsync(cancellation).ConfigureAwait(false);
        var place = Path.Combine(setup.Folder, ProbeFolder);
        await SizedDisk.At(place).DisposeAsync().ConfigureAwait(false);
        var disk = await SizedDisk.CreateAsync(
            place, SizedDisk.BytesMin, ContainerOrder.UserUsual, cancellation).ConfigureAwait(false);
        await disk.DisposeAsync().ConfigureAwait(false);
    }
}
