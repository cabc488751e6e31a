using System.Globalization;

namespace Heliostat.Cli.Demonstration;

/// <summary>Knows whether the network that an earlier <c>./demo --keep</c> left is still up.</summary>
internal static class KeptNetwork
{
    private const string FileName = "up.pid";

    /// <summary>Notes the process that holds the network up.</summary>
    public static void Note(DemoWish wish, int process) =>
        File.WriteAllText(FileOf(wish), process.ToString(CultureInfo.InvariantCulture));

    /// <summary>The process that holds it up; null where there is none.</summary>
    public static int? ProcessOf(DemoWish wish)
    {
        if (!File.Exists(FileOf(wish)) || !int.TryParse(File.ReadAllText(FileOf(wish)), out var process))
        {
            return null;
        }

        // The id may belong to another program by now: ours has the folder on its command line.
        var commandLine = $"/proc/{process.ToString(CultureInfo.InvariantCulture)}/cmdline";
        var isOurs = File.Exists(commandLine)
            && File.ReadAllText(commandLine).Contains(wish.NetworkFolder, StringComparison.Ordinal);
        return isOurs ? process : null;
    }

    private static string FileOf(DemoWish wish) => Path.Combine(wish.NetworkFolder, FileName);
}
