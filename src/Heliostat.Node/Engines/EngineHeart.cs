namespace Heliostat.Node.Engines;

/// <summary>
/// Watches that an engine lives while a call waits that may wait for hours: an engine that hangs says nothing there,
/// and neither does one whose container is merely quiet.
/// </summary>
internal sealed class EngineHeart : IAsyncDisposable
{
    private readonly EngineConnection _engine;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop;
    private readonly Task _beating;
    private EngineException? _failure;

    public EngineHeart(EngineConnection engine, CancellationToken caller)
    {
        (_engine, _caller) = (engine, caller);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _beating = BeatAsync(_stop.Token);
    }

    /// <summary>Runs a call; where the engine dies meanwhile, that is its failure.</summary>
    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> call)
    {
        try
        {
            return await call(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested && _failure is not null)
        {
            throw _failure;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        var look = EngineRequest.Get("_ping") with { SecondsMax = _engine.Limits.BeatAnswerSecondsMax };
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(_engine.Limits.BeatSeconds), cancellation).ConfigureAwait(false);
                await _engine.DoAsync(look, cancellation).ConfigureAwait(false);
            }
        }
        catch (EngineException failure)
        {
            _failure = failure;
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The call that it watched is over.
        }
    }
}
