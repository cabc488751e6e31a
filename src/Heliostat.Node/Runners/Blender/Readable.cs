namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// Lets the user of a box read what is bound there. These are the agent's own copies, in folders that nobody
/// else can enter.
/// </summary>
internal static class Readable
{
    private const UnixFileMode ForReading = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode ForEntering =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes a folder, if there is none, that all can enter.</summary>
    public static string Folder(string path)
    {
        var folder = Directory.CreateDirectory(path).FullName;
        Add(folder, ForReading | ForEntering);
        return folder;
    }

    /// <summary>Makes a file readable for all.</summary>
    public static void File(string path) => Add(path, ForReading);

    private static void Add(string path, UnixFileMode modes)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var current = System.IO.File.GetUnixFileMode(path);
        if ((current & modes) != modes)
        {
            System.IO.File.SetUnixFileMode(path, current | modes);
        }
    }
}
