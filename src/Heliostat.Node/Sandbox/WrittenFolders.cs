namespace Heliostat.Node.Sandbox;

/// <summary>
/// The folders of this machine that a box can write. No quota of the system reaches them, so they are looked at.
/// </summary>
internal sealed class WrittenFolders(ProcessOrder order)
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    private readonly long? _bytesMax = order.Limits.WrittenBytes;

    private readonly IReadOnlyList<DirectoryInfo> _folders =
        [.. (order.Box?.Binds ?? []).Where(bind => bind.Writable).Select(bind => new DirectoryInfo(bind.Source))];

    /// <summary>Whether more lies in them than may.</summary>
    public bool AreOver()
    {
        if (_bytesMax is not { } most)
        {
            return false;
        }

        long bytes = 0;
        try
        {
            foreach (var file in _folders.SelectMany(folder => folder.EnumerateFiles("*", Everything)))
            {
                bytes += file.Length;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The program moves and deletes while it is looked at; what was counted so far counts.
        }

        return bytes > most;
    }
}
