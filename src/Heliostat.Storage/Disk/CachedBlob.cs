namespace Heliostat.Storage.Disk;

/// <summary>A blob in the cache that stays there until this is disposed of.</summary>
public sealed class CachedBlob : IDisposable
{
    private Action? _letGo;

    internal CachedBlob(string path, long bytes, Action letGo)
    {
        Path = path;
        Bytes = bytes;
        _letGo = letGo;
    }

    /// <summary>The file; it must not be changed.</summary>
    public string Path { get; }

    /// <summary>Its length.</summary>
    public long Bytes { get; }

    /// <summary>Lets the cache drop the file when it needs the room.</summary>
    public void Dispose() => Interlocked.Exchange(ref _letGo, null)?.Invoke();
}
