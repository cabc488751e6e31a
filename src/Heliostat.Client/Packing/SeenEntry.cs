namespace Heliostat.Client.Packing;

/// <summary>A file or folder as it was when a scene was packed.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Bytes">Its size; 0 for a folder.</param>
/// <param name="ChangedAt">When it was changed last, in ticks of 100 ns, UTC; a folder when a name in it was.</param>
internal sealed record SeenEntry(string Path, long Bytes, long ChangedAt)
{
    /// <summary>An entry as it is now; null when it is not there.</summary>
    public static SeenEntry? Of(string path) =>
        new FileInfo(path) is { Exists: true } file ? new SeenEntry(path, file.Length, file.LastWriteTimeUtc.Ticks)
        : new DirectoryInfo(path) is { Exists: true } folder ? new SeenEntry(path, 0, folder.LastWriteTimeUtc.Ticks)
        : null;
}
