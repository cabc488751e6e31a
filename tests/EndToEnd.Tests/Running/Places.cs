using System.Runtime.CompilerServices;

namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>Where things lie in the clone.</summary>
internal static class Places
{
    private static readonly Lazy<string> Program = new(FindProgram);

    /// <summary>The clone's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program under test: what <c>./test</c> built, else the newest build of the clone.</summary>
    public static string Heliostat => Program.Value;

    /// <summary>The scripts and other files of the tests.</summary>
    public static string Asset(string name) => Path.Combine(Root, "tests", "assets", name);

    private static string FindRoot([CallerFilePath] string path = "")
    {
        var folder = Path.GetDirectoryName(path)!;
        while (!File.Exists(Path.Combine(folder, "Heliostat.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static string FindProgram()
    {
        if (Environment.GetEnvironmentVariable("HELIOSTAT_PROGRAM") is { Length: > 0 } named)
        {
            return named;
        }

        var builds = Path.Combine(Root, "src", "Heliostat.Cli", "bin");
        return Directory.Exists(builds)
            ? new DirectoryInfo(builds).EnumerateFiles("heliostat", SearchOption.AllDirectories)
                .OrderByDescending(file => file.LastWriteTimeUtc)
                .First().FullName
            : throw new InvalidOperationException("Build src/Heliostat.Cli first, or run ./test.");
    }
}
