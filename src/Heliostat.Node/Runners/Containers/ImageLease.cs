using Heliostat.Node.Engines.Images;

namespace Heliostat.Node.Runners.Containers;

/// <summary>A claim on an image in the engine, which is not removed before this is disposed of.</summary>
internal sealed class ImageLease(string name, Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    public string Name { get; } = name;

    /// <summary>What the engine says of it; null where it was not asked.</summary>
    public ImageWords? Words { get; set; }

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
