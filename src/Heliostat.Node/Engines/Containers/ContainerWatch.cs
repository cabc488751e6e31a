namespace Heliostat.Node.Engines.Containers;

/// <summary>Stays with a started container until it has ended, by itself or because its time was over.</summary>
internal sealed class ContainerWatch(EngineContainers containers, string id)
{
    private const int LookSeconds = 5;
    private const int KilledCode = 128 + 9;

    private ContainerUse? _use;

    /// <summary>
    /// Waits for the end, at most for the given time, after which the container is killed. What is cancelled leaves the
    /// container as it is.
    /// </summary>
    /// <param name="timeMax">How long it may run, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">The engine went away, hangs, or no longer knows the container.</exception>
    public async Task<ContainerEnd> EndAsync(TimeSpan timeMax, CancellationToken cancellation = default)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waiting = containers.WaitAsync(id, over.Token);
        var looking = LookAsync(over.Token);
        var wasTimedOut = false;
        try
        {
            if (await Task.WhenAny(waiting, Task.Delay(timeMax, over.Token)).ConfigureAwait(false) != waiting)
            {
                cancellation.ThrowIfCancellationRequested();
                wasTimedOut = await KillAsync(cancellation).ConfigureAwait(false);
            }

            _ = await waiting.ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await looking.ConfigureAwait(false);
        }

        var state = await containers.InspectAsync(id, cancellation).ConfigureAwait(false);
        if (state is { IsOutOfMemory: false, ExitCode: KilledCode } && !wasTimedOut)
        {
            // An engine that hears of the end before it hears why never says so in the state.
            var wasMemory = await containers.WasOutOfMemoryAsync(id, cancellation).ConfigureAwait(false);
            state = state with { IsOutOfMemory = wasMemory };
        }

        return ContainerEnd.Of(state, wasTimedOut, _use);
    }

    // False where it ended by itself in the last moment.
    private async Task<bool> KillAsync(CancellationToken cancellation)
    {
        try
        {
            await containers.KillAsync(id, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (EngineException error) when (error.Code == EngineCodes.ContainerNotRunning)
        {
            return false;
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                _use = (await containers.MeasureAsync(id, cancellation).ConfigureAwait(false)).After(_use);
                await Task.Delay(TimeSpan.FromSeconds(LookSeconds), cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or EngineException)
        {
            // It ended meanwhile, or the engine did, of which the wait tells.
        }
    }
}
