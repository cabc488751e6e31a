using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Jobs;

/// <summary>The list of a folder's files, kept as a blob: what containers find at /input or leave at /output.</summary>
/// <param name="Salt">32 random hexadecimal digits, so that the hash of the list tells nothing of its names.</param>
/// <param name="Files">Every file, ordered by path.</param>
public sealed record FolderManifest(string Salt, IReadOnlyList<FolderFile> Files)
{
    /// <summary>Files that one folder may have.</summary>
    public const int FilesMax = 10_000;

    /// <summary>Bytes that the manifest itself may have.</summary>
    public const int BytesMax = 8 * 1024 * 1024;

    private const int SaltCharacters = 32;

    /// <summary>What a container that left nothing commits to: the SHA-256 of no bytes.</summary>
    public static ContentHash NothingHash { get; } = ContentHash.Of([]);

    /// <summary>What is wrong with this list, in a sentence; null for nothing. It may come from anywhere.</summary>
    public string? FindFault()
    {
        if (Salt is not { Length: SaltCharacters } || !Salt.All(char.IsAsciiHexDigitLower))
        {
            return $"A manifest has a salt of {SaltCharacters} hexadecimal digits.";
        }

        if (Files is not { Count: <= FilesMax })
        {
            return $"A folder has at most {FilesMax} files.";
        }

        if (Files.Any(file => file is null || file.Bytes < 0 || file.Hash.IsEmpty || !FolderFile.IsPath(file.Path)))
        {
            return "Each file of a folder has a relative path without '..', a hash and a size.";
        }

        for (var i = 1; i < Files.Count; i++)
        {
            if (string.CompareOrdinal(Files[i - 1].Path, Files[i].Path) >= 0)
            {
                return "A folder names each file once, in the order of their paths.";
            }
        }

        var paths = Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return Files.Any(file => HasFileAbove(file.Path, paths))
            ? "A folder does not name a file where it also names a folder."
            : null;
    }

    private static bool HasFileAbove(string path, HashSet<string> paths)
    {
        for (var end = path.IndexOf('/'); end > 0; end = path.IndexOf('/', end + 1))
        {
            if (paths.Contains(path[..end]))
            {
                return true;
            }
        }

        return false;
    }
}
