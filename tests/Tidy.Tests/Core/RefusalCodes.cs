using System.Text.RegularExpressions;

namespace Heliostat.Tidy.Tests.Core;

/// <summary>The codes with which the rules and the routes refuse, as they stand in the sources.</summary>
internal static partial class RefusalCodes
{
    /// <summary>Each code that a file gives, with the line on which it stands.</summary>
    public static IEnumerable<(string Code, int Line)> In(SourceFile file) =>
        from match in CodePattern().Matches(file.Text)
        let line = file.Text.AsSpan(0, match.Index).Count('\n') + 1
        select (match.Groups["code"].Value, line);

    /// <summary>Those that stand in no test, so that no test was ever refused so.</summary>
    public static IEnumerable<Violation> FindUntested(
        IEnumerable<SourceFile> sources, IReadOnlyCollection<SourceFile> tests) =>
        from file in sources
        from given in In(file)
        where !tests.Any(test => test.Text.Contains($"\"{given.Code}\"", StringComparison.Ordinal))
        select new Violation(file.Path, given.Line, $"write a test that is refused with '{given.Code}'.");

    [GeneratedRegex(
        @"(?:\b(?:Refusal|Unprocessable|Unreadable|Unauthorized)\(|\bnew\((?:\s*StatusCodes\.\w+,)?)"
        + @"\s*""(?<code>[a-z0-9]+(?:-[a-z0-9]+)+)""")]
    private static partial Regex CodePattern();
}
