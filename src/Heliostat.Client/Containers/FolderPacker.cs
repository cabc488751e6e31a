using System.Security.Cryptography;
using Heliostat.Client.Scenes;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Client.Containers;

/// <summary>Makes the list of a folder's files, which a container finds at /input, by hashing each of them.</summary>
public static class FolderPacker
{
    private const int SaltBytes = 16;

    private const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Lists every file below a folder. Links are refused: what they mean elsewhere nobody knows.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="memory">Knows the hashes of files that did not change, and learns the others; may be null.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="HeliostatException">There are too many files, or one cannot be read or is none.</exception>
    public static async Task<LocalFolder> PackAsync(string folder, HashMemory? memory, CancellationToken cancellation)
    {
        var files = Find(folder);
        var listed = new List<FolderFile>(files.Count);
        foreach (var (path, file) in files)
        {
            var (hash, bytes) = await ManifestMaker.HashAsync(file.FullName, memory, null, cancellation);
            listed.Add(new FolderFile(path, hash, bytes, IsExecutable(file)));
        }

        memory?.Write();
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
        var manifest = new FolderManifest(salt, listed);
        return manifest.FindFault() is { } fault
            ? throw new HeliostatException("folder-invalid", fault, "Rename or remove what is wrong, and try again.")
            : new LocalFolder(manifest, [.. files.Select(file => file.File.FullName)]);
    }

    private static List<(string Path, FileInfo File)> Find(string folder)
    {
        var root = new DirectoryInfo(folder);
        if (!root.Exists)
        {
            throw new HeliostatException("folder-missing", $"There is no folder {folder}.", "Check its name.");
        }

        var found = new List<(string Path, FileInfo File)>();
        try
        {
            Add(root, "", found);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new HeliostatException(
                "folder-unreadable", $"{folder} cannot be read: {cause.Message}", "Check its permissions.", cause);
        }

        found.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return found;
    }

    private static void Add(DirectoryInfo folder, string above, List<(string Path, FileInfo File)> found)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var path = above + entry.Name;
            if (entry.LinkTarget is not null || (entry is FileInfo && entry.Attributes.HasFlag(FileAttributes.Device)))
            {
                throw new HeliostatException(
                    "folder-link", $"{entry.FullName} is a link or a device.", "Put the file itself in its place.");
            }

            if (entry is DirectoryInfo below)
            {
                Add(below, path + "/", found);
            }
            else if (found.Count < FolderManifest.FilesMax)
            {
                found.Add((path, (FileInfo)entry));
            }
            else
            {
                throw new HeliostatException(
                    "folder-files-too-many",
                    $"{folder.FullName} and what lies beside it has more than {FolderManifest.FilesMax} files.",
                    "Put many small files into one archive.");
            }
        }
    }

    private static bool IsExecutable(FileInfo file) =>
        !OperatingSystem.IsWindows() && (file.UnixFileMode & Executable) != 0;
}
