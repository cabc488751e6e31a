using System.Runtime.CompilerServices;
using System.Text;

namespace Heliostat.EndToEnd.Tests.Hostile;

/// <summary>
/// One door's part of <c>docs/security-tests.md</c>: what came, and what it got. The paper must say what the tests saw;
/// <c>./test --update</c> writes it.
/// </summary>
internal sealed class SecurityTable(string door)
{
    private const string Head = """
        # What hostile input got

        Each row was sent to a real manager, node or Blender by a test, which saw what stands here. The fuzzers
        (`./test --filter fuzz`) send each door 100,000 altered inputs more.

        """;

    private const string Columns = "| what came | what it got |\n|---|---|\n";

    private readonly List<(string Came, string Got)> _rows = [];

    private static string File => Path.Combine(Root(), "docs", "security-tests.md");

    private string Title => $"## {door}\n";

    /// <summary>Notes what a test saw.</summary>
    public void Add(string came, string got) => _rows.Add((came, got));

    /// <summary>Fails unless the paper has this door's rows, all of them and no others.</summary>
    public void Check()
    {
        var section = $"{Title}\n{Columns}"
            + string.Concat(_rows.Select(row => $"| {Cell(row.Came)} | {Cell(row.Got)} |\n"));
        if (Environment.GetEnvironmentVariable("HELIOSTAT_UPDATE") is { Length: > 0 })
        {
            Update(section);
        }

        var sections = Read();
        Assert.True(sections.TryGetValue(Title, out var written), $"docs/security-tests.md has no part '{door}'.");
        Assert.Equal(section, written);
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    // Suites run one after the other, and the doors of one suite under this lock.
    private void Update(string section)
    {
        using var only = new FileStream(Path.Combine(Path.GetTempPath(), "heliostat-security-tests.lock"),
            FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var sections = Read();
        sections[Title] = section;
        System.IO.File.WriteAllText(File, $"{Head}\n{string.Join('\n', sections.Values)}");
    }

    private static SortedDictionary<string, string> Read()
    {
        var sections = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var text = System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File, Encoding.UTF8) : "";
        foreach (var part in text.Split("\n## ").Skip(1))
        {
            sections[$"## {part[..part.IndexOf('\n', StringComparison.Ordinal)]}\n"] = $"## {part.TrimEnd('\n')}\n";
        }

        return sections;
    }

    private static string Root([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
