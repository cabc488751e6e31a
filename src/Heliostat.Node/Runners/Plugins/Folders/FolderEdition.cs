using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>
/// A short word that is another as soon as any file of a folder is another: in its name, size, time or mode. Files are
/// not read, for a plugin may bring gigabytes, and links are passed over.
/// </summary>
internal static class FolderEdition
{
    /// <summary>Files that a plugin's folder may have.</summary>
    public const int FilesMax = 10_000;

    private const int Characters = 16;
    private const int DepthMax = 32;

    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        MaxRecursionDepth = DepthMax,
        IgnoreInaccessible = true,
    };

    /// <summary>The word; null for a folder of more files than it may have.</summary>
    /// <exception cref="IOException">It cannot be looked through.</exception>
    public static string? Of(string folder)
    {
        var files = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything).Take(FilesMax + 1).ToList();
        if (files.Count > FilesMax)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var file in files.OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            var bytes = file is FileInfo plain ? plain.Length : 0;
            var mode = OperatingSystem.IsWindows() ? 0 : (int)file.UnixFileMode;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{file.FullName}\0{bytes}\0{file.LastWriteTimeUtc.Ticks}\0{mode}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..Characters];
    }
}
