using Heliostat.Manager.Operations;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Hosting;

/// <summary>The one timer of the host: looks each second for what is silent or over.</summary>
internal sealed class Sweeper : IAsyncDisposable
{
    private const int PeriodSeconds = 1;

    private readonly ManagerParts _parts;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _work;

    public Sweeper(ManagerParts parts)
    {
        (_parts, _log) = (parts, parts.Loggers.CreateLogger<Sweeper>());
        _work = Task.Run(WorkAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(PeriodSeconds));
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                Sweep();
            }
        }
        catch (OperationCanceledException)
        {
            // The manager stops.
        }
    }

    private void Sweep()
    {
        try
        {
            _parts.Presence.Sweep();
            _parts.Gate.Nonces.Forget(_parts.Loop.Now.UnixMs);
            _parts.Gate.Failures.ForgetOld();
            _parts.Gate.Requests.ForgetOld();
            _parts.Webhooks.Courier.Look();
            _parts.Streams.Desk.Open.Sweep();
            if (!_parts.Loop.IsHeld)
            {
                _parts.Storage.Watch(_parts.Loop);
            }
        }
        catch (Exception error)
        {
            OperationsLog.SweepFailed(_log, error);
        }
    }
}
