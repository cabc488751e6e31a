using System.Security.Cryptography;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Client.Scenes;

/// <summary>Makes the list of a scene's files by hashing each of them.</summary>
public static class ManifestMaker
{
    private const int SaltBytes = 16;

    /// <summary>Makes the manifest of a scene.</summary>
    /// <param name="main">The absolute path of the .blend that is rendered; one of <paramref name="files"/>.</param>
    /// <param name="files">The absolute paths of all of its files.</param>
    /// <param name="hashed">Told the bytes of each file that was hashed; may be null.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="HeliostatException">There are too many files, or one cannot be read.</exception>
    public static async Task<SceneManifest> MakeAsync(
        string main, IReadOnlyCollection<string> files, IProgress<long>? hashed, CancellationToken cancellation)
    {
        if (files.Count > SceneManifest.FilesMax)
        {
            throw new HeliostatException(
                "scene-files-too-many",
                $"The scene has {files.Count} files; {SceneManifest.FilesMax} are the most.",
                "Pack textures into the .blend (File > External Data), or bake simulations to fewer files.");
        }

        var listed = new List<SceneFile>(files.Count);
        foreach (var path in files.Order(StringComparer.Ordinal))
        {
            var file = await HashAsync(path, cancellation);
            listed.Add(file);
            hashed?.Report(file.Bytes);
        }

        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
        return new SceneManifest(salt, main, listed);
    }

    private static async Task<SceneFile> HashAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var hash = new ContentHash(await SHA256.HashDataAsync(file, cancellation));
            return new SceneFile(path, hash, file.Position);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new HeliostatException(
                "scene-file-unreadable", $"{path} cannot be read: {cause.Message}", "Check its permissions.", cause);
        }
    }
}
