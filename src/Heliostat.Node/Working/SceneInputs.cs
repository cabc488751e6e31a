using Heliostat.Node.Runners.Blender;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Disk;

namespace Heliostat.Node.Working;

/// <summary>A scene's files on this node; they stay in the cache until this is disposed of.</summary>
internal sealed class SceneInputs(
    AccountId account, SceneManifest manifest, IReadOnlyList<CachedBlob> blobs) : IDisposable
{
    /// <summary>The account that owns them.</summary>
    public AccountId Account { get; } = account;

    /// <summary>The original path of the .blend that is rendered.</summary>
    public string Main { get; } = manifest.Main;

    public IReadOnlyList<PlacedFile> Files { get; } =
        [.. manifest.Files.Zip(blobs, (file, here) => new PlacedFile(file.Path, here.Path))];

    /// <summary>Paths that the scene names, and that its owner lets be missing.</summary>
    public IReadOnlyList<string> Missing { get; } = manifest.Missing ?? [];

    public void Dispose()
    {
        foreach (var blob in blobs)
        {
            blob.Dispose();
        }
    }
}
