using System.Security.Cryptography;
using Heliostat.Client.Packing;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Client.Scenes;

/// <summary>Makes the list of a scene's files by hashing each of them.</summary>
public static class ManifestMaker
{
    private const int SaltBytes = 16;
    private const int PieceBytes = 1024 * 1024;

    /// <summary>Makes the manifest of a scene.</summary>
    /// <param name="scene">The scene and its files.</param>
    /// <param name="memory">Knows the hashes of files that did not change, and learns the others; may be null.</param>
    /// <param name="hashed">Told of bytes as they are hashed or known; may be null.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="HeliostatException">There are too many files, or one cannot be read.</exception>
    public static async Task<LocalScene> MakeAsync(
        PackedScene scene, HashMemory? memory, IProgress<long>? hashed, CancellationToken cancellation)
    {
        var files = scene.Files;
        if (files.Count > SceneManifest.FilesMax)
        {
            throw new HeliostatException(
                "scene-files-too-many",
                $"The scene has {files.Count} files; {SceneManifest.FilesMax} are the most.",
                "Pack textures into the .blend (File > External Data), or bake simulations to fewer files.");
        }

        var listed = new List<SceneFile>(files.Count);
        foreach (var file in files)
        {
            var (hash, bytes) = await HashAsync(file.Source, memory, hashed, cancellation);
            listed.Add(new SceneFile(file.Path, hash, bytes));
        }

        memory?.Write();
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
        string[]? missing = scene.Missing.Count == 0 ? null : [.. scene.Missing.Select(file => file.Path)];
        var manifest = new SceneManifest(salt, scene.Main, listed, missing);
        return manifest.FindFault() is { } fault
            ? throw new HeliostatException("manifest-invalid", fault, "Move the scene's files elsewhere, or use fewer.")
            : new LocalScene(manifest, [.. files.Select(file => file.Source)]);
    }

    /// <summary>The hash and size of a file, which is read only where the memory does not know it.</summary>
    internal static async Task<(ContentHash Hash, long Bytes)> HashAsync(
        string path, HashMemory? memory, IProgress<long>? hashed, CancellationToken cancellation)
    {
        try
        {
            var before = new FileInfo(path);
            if (memory?.Find(before) is { } known)
            {
                hashed?.Report(known.Bytes);
                return known;
            }

            var (hash, bytes) = await ReadAsync(path, hashed, cancellation);
            memory?.Keep(before, hash, bytes);
            return (hash, bytes);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new HeliostatException(
                "scene-file-unreadable", $"{path} cannot be read: {cause.Message}", "Check its permissions.", cause);
        }
    }

    private static async Task<(ContentHash Hash, long Bytes)> ReadAsync(
        string path, IProgress<long>? hashed, CancellationToken cancellation)
    {
        await using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[PieceBytes];
        int read;
        while ((read = await file.ReadAsync(piece, cancellation)) > 0)
        {
            sha.AppendData(piece, 0, read);
            hashed?.Report(read);
        }

        return (new ContentHash(sha.GetHashAndReset()), file.Position);
    }
}
