namespace Heliostat.Node.Working;

/// <summary>A claim on a scene's files; the last one that is given back lets the cache drop them.</summary>
internal sealed class SceneLease(Task<SceneInputs> ready, Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    /// <summary>The files, once they are here.</summary>
    public Task<SceneInputs> Ready { get; } = ready;

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
