using Heliostat.Cli.Running;

namespace Heliostat.Cli.Demonstration;

/// <summary>The folder of the demo: what an earlier demo left is removed, and nothing else ever is.</summary>
internal static class DemoFolder
{
    private const string MarkName = ".heliostat-demo";

    public static void Empty(DemoWish wish)
    {
        var mark = Path.Combine(wish.Output, MarkName);
        if (Directory.Exists(wish.Output))
        {
            if (Directory.EnumerateFileSystemEntries(wish.Output).Any() && !File.Exists(mark))
            {
                throw CliFailure.Usage(
                    "output-not-ours",
                    $"{wish.Output} holds files that no demo made.",
                    "Name an empty or new folder with --output.");
            }

            RefuseWhileUp(wish);
            Directory.Delete(wish.Output, recursive: true);
        }

        Directory.CreateDirectory(wish.Output);
        File.WriteAllText(mark, "");
    }

    // Deleting the files under a network that still runs would only look like a fresh start.
    private static void RefuseWhileUp(DemoWish wish)
    {
        if (KeptNetwork.ProcessOf(wish) is { } process)
        {
            throw CliFailure.Usage(
                "network-kept",
                $"The network that an earlier demo kept is still up (process {process}).",
                $"Stop it with 'kill {process}', or name another folder with --output.");
        }
    }
}
