namespace Heliostat.Node.Sandbox;

/// <summary>Who may read, write and run a file. Runs with files of strangers are on Linux only.</summary>
internal static class FileModes
{
    public const UnixFileMode AllRead = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public const UnixFileMode AllRun =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode Folder = AllRead | AllRun | UnixFileMode.UserWrite;

    /// <summary>Makes a folder, and those above it, that all can look into.</summary>
    public static void MakeFolder(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Directory.CreateDirectory(path, Folder);
            // The process may leave out some of what was asked for.
            File.SetUnixFileMode(path, Folder);
        }
    }

    public static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    /// <summary>Whether its owner may run a file.</summary>
    public static bool IsExecutable(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0;
}
