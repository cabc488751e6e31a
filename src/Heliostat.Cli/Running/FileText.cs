namespace Heliostat.Cli.Running;

/// <summary>Reads text files that the command line names.</summary>
internal static class FileText
{
    /// <summary>Bytes that such a file may have.</summary>
    public const int BytesMax = 1024 * 1024;

    /// <summary>The text of a file; <c>~/</c> is the user's home.</summary>
    public static string Read(string path)
    {
        if (path.StartsWith("~/", StringComparison.Ordinal))
        {
            path = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]);
        }

        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BytesMax })
            {
                throw CliFailure.Usage(
                    "file-too-large", $"{path} has more than {BytesMax} bytes.", "Name a smaller file.");
            }

            return File.ReadAllText(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw CliFailure.Usage("file-unreadable", $"{path} cannot be read: {cause.Message}", "Check its name.");
        }
    }
}
