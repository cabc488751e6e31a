using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Jobs;

/// <summary>The list of a scene's files, kept as a blob so that their names stay out of the journal.</summary>
/// <param name="Salt">32 random hexadecimal digits, so that the hash of the list tells nothing of its names.</param>
/// <param name="Main">The path of the .blend that is rendered; one of <paramref name="Files"/>.</param>
/// <param name="Files">Every file of the scene, at most <see cref="FilesMax"/>.</param>
/// <param name="Missing">
/// Paths that the scene names, that were not there when it was packed, and that its owner let go; any other that a node
/// misses is a failure. Null for none.
/// </param>
public sealed record SceneManifest(
    string Salt, string Main, IReadOnlyList<SceneFile> Files, IReadOnlyList<string>? Missing = null)
{
    /// <summary>Files that one scene may have, and as many that it may miss.</summary>
    public const int FilesMax = 100_000;

    /// <summary>Bytes that all files of one scene may have together, each counted as often as it is named.</summary>
    public const long SceneBytesMax = 256L << 30;

    /// <summary>Bytes that the manifest itself may have.</summary>
    public const int BytesMax = 64 * 1024 * 1024;

    private const int SaltCharacters = 32;

    /// <summary>What is wrong with this list, in a sentence; null for nothing. It may come from anywhere.</summary>
    public string? FindFault()
    {
        if (Salt is not { Length: SaltCharacters } || !Salt.All(char.IsAsciiHexDigitLower))
        {
            return $"A manifest has a salt of {SaltCharacters} hexadecimal digits.";
        }

        if (Files is not { Count: > 0 and <= FilesMax } || Missing is { Count: > FilesMax })
        {
            return $"A manifest names 1 to {FilesMax} files.";
        }

        if (Files.Any(file => file is null || file.Bytes < 0 || file.Hash.IsEmpty))
        {
            return "Each file of a manifest has a path, a hash and a size.";
        }

        if (Files.Any(file => !ScenePlaces.MayShow(file.Path)) || Missing?.Contains(null!) == true)
        {
            return "A file of a scene has an absolute POSIX path without '..', outside of the folders that a node "
                + $"keeps for itself ({string.Join(", ", ScenePlaces.Forbidden)}); move it below {ScenePlaces.Moved}.";
        }

        return FindFaultOfWhole();
    }

    private string? FindFaultOfWhole()
    {
        var left = SceneBytesMax;
        foreach (var file in Files)
        {
            if (file.Bytes > left)
            {
                return $"The files of a scene have at most {SceneBytesMax >> 30} GiB together.";
            }

            left -= file.Bytes;
        }

        var paths = Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        if (paths.Count < Files.Count)
        {
            return "A manifest names each path once.";
        }

        if (paths.Any(path => IsBelowOne(path, paths)))
        {
            return "A manifest does not name a file where it also names a folder.";
        }

        return paths.Contains(Main) ? null : "A manifest's main file is one of its files.";
    }

    private static bool IsBelowOne(string path, HashSet<string> paths)
    {
        for (var end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1))
        {
            if (paths.Contains(path[..end]))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>One file of a scene: its original absolute POSIX path, its bytes' hash and their number.</summary>
public sealed record SceneFile(string Path, ContentHash Hash, long Bytes);
