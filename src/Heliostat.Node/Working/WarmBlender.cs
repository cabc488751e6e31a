using Heliostat.Node.Runners.Blender;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Working;

/// <summary>
/// The one Blender of a lane, kept warm with a job's scene open until another job needs its place, the job is stopped,
/// or nothing was asked of it for long.
/// </summary>
internal sealed class WarmBlender : IAsyncDisposable
{
    private readonly RenderSetup _setup;
    private readonly SceneStore _scenes;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _use = new(1);
    private readonly ITimer _idle;
    private BlenderProcess? _process;
    private SceneLease? _lease;
    private (JobId Job, BlenderSettings Settings)? _opened;

    public WarmBlender(RenderSetup setup, SceneStore scenes, TimeProvider time)
    {
        (_setup, _scenes, _time) = (setup, scenes, time);
        _idle = time.CreateTimer(
            _ => _ = LeaveIfUnusedAsync(null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Where Blender leaves what it made.</summary>
    public string ResultFolder => Path.Combine(_setup.WorkFolder, "results");

    /// <summary>
    /// Waits for the Blender, with a job's scene open in it; dispose of the use when it is free again.
    /// </summary>
    /// <exception cref="Runners.RunFailedException">The scene cannot be opened here, or not at all.</exception>
    public async Task<Use> UseAsync(
        RunId run, BlenderSettings settings, long memoryBytes, CancellationToken cancellation)
    {
        await _use.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (_process is not { IsAlive: true } || _opened != (run.Job, settings))
            {
                await LeaveAsync().ConfigureAwait(false);
                await OpenAsync(run, settings, memoryBytes, cancellation).ConfigureAwait(false);
            }

            return new Use(this, _process!);
        }
        catch
        {
            await ReleaseAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The job is over: its Blender leaves, unless something is asked of it right now.</summary>
    public Task DropAsync(JobId job) => LeaveIfUnusedAsync(job);

    public async ValueTask DisposeAsync()
    {
        await _idle.DisposeAsync().ConfigureAwait(false);
        await _use.WaitAsync().ConfigureAwait(false);
        await LeaveAsync().ConfigureAwait(false);
    }

    private async Task OpenAsync(
        RunId run, BlenderSettings settings, long memoryBytes, CancellationToken cancellation)
    {
        _lease = _scenes.Acquire(run, settings.Manifest);
        var inputs = await _lease.Ready.WaitAsync(cancellation).ConfigureAwait(false);
        var order = new BlenderOrder
        {
            Program = _setup.Program,
            Main = inputs.Main,
            Files = inputs.Files,
            Missing = inputs.Missing,
            Settings = settings,
            WorkFolder = Path.Combine(_setup.WorkFolder, Guid.NewGuid().ToString("N")),
            ResultFolder = ResultFolder,
            Threads = _setup.Threads,
            MemoryBytes = memoryBytes > 0 ? memoryBytes : _setup.MemoryBytes,
        };
        _process = await BlenderProcess.StartAsync(order, cancellation).ConfigureAwait(false);
        _opened = (run.Job, settings);
    }

    private async Task LeaveIfUnusedAsync(JobId? job)
    {
        if (!await _use.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            if (job is null || _opened?.Job == job)
            {
                await LeaveAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _use.Release();
        }
    }

    private async Task LeaveAsync()
    {
        var (process, lease) = (_process, _lease);
        (_process, _lease, _opened) = (null, null, null);
        if (process is not null)
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }

        lease?.Dispose();
    }

    private async ValueTask ReleaseAsync()
    {
        try
        {
            if (_process is not { IsAlive: true })
            {
                await LeaveAsync().ConfigureAwait(false);
            }
            else
            {
                _idle.Change(TimeSpan.FromSeconds(_setup.IdleSecondsMax), Timeout.InfiniteTimeSpan);
            }
        }
        finally
        {
            _use.Release();
        }
    }

    /// <summary>The time in which one caller has the Blender for itself.</summary>
    internal sealed class Use(WarmBlender warm, BlenderProcess process) : IAsyncDisposable
    {
        public BlenderProcess Process { get; } = process;

        public ValueTask DisposeAsync() => warm.ReleaseAsync();
    }
}
