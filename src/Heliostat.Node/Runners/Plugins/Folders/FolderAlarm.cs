using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>
/// Tells that something below a folder changed. It may miss changes, as on network disks or where the system's watches
/// are used up; whoever asks looks by themselves now and then too.
/// </summary>
internal sealed class FolderAlarm : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);
    private readonly string _folder;
    private readonly ILogger _log;
    private FileSystemWatcher? _watcher;

    public FolderAlarm(string folder, ILogger log) => (_folder, _log) = (folder, log);

    /// <summary>Waits for a change, or for a time.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellation)
    {
        Arm();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(_rung.WaitAsync(either.Token), Task.Delay(most, time, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _rung.Dispose();
    }

    private void Arm()
    {
        if (_watcher is not null || !Directory.Exists(_folder))
        {
            return;
        }

        var watcher = new FileSystemWatcher(_folder) { IncludeSubdirectories = true };
        try
        {
            watcher.Changed += Ring;
            watcher.Created += Ring;
            watcher.Deleted += Ring;
            watcher.Renamed += Ring;
            watcher.Error += Fail;
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
        }
        catch (Exception error) when (error is IOException or ArgumentException)
        {
            PluginLog.Unannounced(_log, _folder, error.Message);
            watcher.Dispose();
        }
    }

    private void Ring(object sender, EventArgs change)
    {
        // Two in a row are as good as one.
        try
        {
            if (_rung.CurrentCount == 0)
            {
                _rung.Release();
            }
        }
        catch (Exception error) when (error is SemaphoreFullException or ObjectDisposedException)
        {
            // Another change was as fast, or nobody waits any more.
        }
    }

    private void Fail(object sender, ErrorEventArgs error)
    {
        PluginLog.Unannounced(_log, _folder, error.GetException().Message);
        Ring(sender, error);
    }
}
