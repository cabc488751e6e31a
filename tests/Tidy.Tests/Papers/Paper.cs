using System.Text.RegularExpressions;

namespace Heliostat.Tidy.Tests.Papers;

/// <summary>A Markdown file, read line by line, with its code blocks left out.</summary>
internal sealed partial record Paper(string Path, string Text)
{
    public static IEnumerable<Paper> All => Tree.FilesNamed(".md").Select(path => new Paper(path, Tree.Read(path)));

    public string Folder => System.IO.Path.GetDirectoryName(Path)?.Replace('\\', '/') ?? "";

    public IEnumerable<(int Line, string Text)> Prose
    {
        get
        {
            var fenced = false;
            foreach (var (number, line) in Text.Split('\n').Index())
            {
                var fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
                fenced ^= fence;
                if (!fenced && !fence)
                {
                    yield return (number + 1, line);
                }
            }
        }
    }

    public IEnumerable<(int Line, string Target)> Links =>
        from line in Prose
        from Match link in LinkPattern().Matches(CodePattern().Replace(line.Text, ""))
        select (line.Line, link.Groups["target"].Value);

    /// <summary>What stands between backticks.</summary>
    public IEnumerable<(int Line, string Code)> Code =>
        from line in Prose
        from Match code in CodePattern().Matches(line.Text)
        select (line.Line, code.Groups["code"].Value);

    /// <summary>The names by which a link can point at this paper's headings.</summary>
    public IEnumerable<string> Anchors =>
        from line in Prose
        where line.Text.StartsWith('#')
        let title = line.Text.TrimStart('#').Trim().ToLowerInvariant()
        select NotInAnchor().Replace(title, "").Replace(' ', '-');

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
