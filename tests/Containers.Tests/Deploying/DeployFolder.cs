using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Heliostat.Containers.Tests.Deploying;

/// <summary>The files of <c>deploy/</c>, and the program that goes into its images.</summary>
internal static partial class DeployFolder
{
    /// <summary>The clone's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program under test: what <c>./test</c> built, else the newest build of the clone.</summary>
    public static string Heliostat => Environment.GetEnvironmentVariable("HELIOSTAT_PROGRAM") is { Length: > 0 } named
        ? named
        : new DirectoryInfo(Path.Combine(Root, "src", "Heliostat.Cli", "bin"))
            .EnumerateFiles("heliostat", SearchOption.AllDirectories)
            .OrderByDescending(file => file.LastWriteTimeUtc)
            .First().FullName;

    /// <summary>The folder itself.</summary>
    public static string Folder => Path.Combine(Root, "deploy");

    public static string File(string name) => Path.Combine(Folder, name);

    /// <summary>What the compose file lists under <c>security_opt</c>, as the engine's own program takes it.</summary>
    public static IEnumerable<string> SecurityOptions() =>
        Items("security_opt").Select(item => item
            .Replace("seccomp:./", $"seccomp={Folder}/", StringComparison.Ordinal)
            .Replace("apparmor:", "apparmor=", StringComparison.Ordinal));

    /// <summary>The items of a list in the compose file, with their defaults where they are variables.</summary>
    public static IEnumerable<string> Items(string key)
    {
        var lines = System.IO.File.ReadAllLines(File("docker-compose.edge.yml"));
        var start = Array.FindIndex(lines, line => line.Trim() == key + ":");
        Assert.True(start >= 0, $"The compose file has no {key}.");
        return lines.Skip(start + 1)
            .Select(line => line.Trim())
            .TakeWhile(line => line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith('#'))
            .Where(line => !line.StartsWith('#'))
            .Select(line => Variable().Replace(line[2..], "$1"));
    }

    private static string FindRoot([CallerFilePath] string path = "")
    {
        var folder = Path.GetDirectoryName(path)!;
        while (!System.IO.File.Exists(Path.Combine(folder, "Heliostat.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"\$\{[A-Z_]+:-([^}]*)\}")]
    private static partial Regex Variable();
}
