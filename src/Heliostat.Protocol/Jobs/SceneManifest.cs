using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Jobs;

/// <summary>The list of a scene's files, kept as a blob so that their names stay out of the journal.</summary>
/// <param name="Salt">32 random hexadecimal digits, so that the hash of the list tells nothing of its names.</param>
/// <param name="Main">The path of the .blend that is rendered; one of <paramref name="Files"/>.</param>
/// <param name="Files">Every file of the scene, at most <see cref="FilesMax"/>.</param>
public sealed record SceneManifest(string Salt, string Main, IReadOnlyList<SceneFile> Files)
{
    /// <summary>Files that one scene may have.</summary>
    public const int FilesMax = 100_000;

    /// <summary>Bytes that the manifest itself may have.</summary>
    public const int BytesMax = 64 * 1024 * 1024;
}

/// <summary>One file of a scene: its original absolute POSIX path, its bytes' hash and their number.</summary>
public sealed record SceneFile(string Path, ContentHash Hash, long Bytes);
