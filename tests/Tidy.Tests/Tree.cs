using System.Diagnostics;

namespace Heliostat.Tidy.Tests;

/// <summary>The files of this repository, as git sees them: everything that is not ignored.</summary>
internal static class Tree
{
    private static readonly Lazy<IReadOnlyList<string>> AllFiles = new(ListFiles);
    private static readonly Lazy<IReadOnlyList<SourceFile>> AllSources = new(ReadSources);

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Files => AllFiles.Value;

    /// <summary>Every C# file.</summary>
    public static IReadOnlyList<SourceFile> Sources => AllSources.Value;

    public static string FullPath(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(FullPath(path));

    public static IEnumerable<string> FilesNamed(params string[] endings) =>
        Files.Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)));

    /// <summary>Is there a file or a folder at this path?</summary>
    public static bool Has(string path) => Path.Exists(FullPath(path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Heliostat.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException("Heliostat.slnx is in no folder above the tests.");
    }

    private static List<string> ListFiles()
    {
        var start = new ProcessStartInfo("git", "ls-files -z --cached --others --exclude-standard")
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git could not be started.");
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(path => File.Exists(FullPath(path)))
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }

    private static List<SourceFile> ReadSources() =>
        [.. FilesNamed(".cs").Select(path => new SourceFile(path, Read(path)))];
}
