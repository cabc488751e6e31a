using Heliostat.Node.Runners.Blender;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Disk;

namespace Heliostat.Node.Working;

/// <summary>A scene's files on this node; they stay in the cache until this is disposed of.</summary>
internal sealed class SceneInputs(
    AccountId account, string main, IReadOnlyList<PlacedFile> files, IReadOnlyList<CachedBlob> blobs) : IDisposable
{
    /// <summary>The account that owns them.</summary>
    public AccountId Account { get; } = account;

    /// <summary>The original path of the .blend that is rendered.</summary>
    public string Main { get; } = main;

    public IReadOnlyList<PlacedFile> Files { get; } = files;

    public void Dispose()
    {
        foreach (var blob in blobs)
        {
            blob.Dispose();
        }
    }
}
