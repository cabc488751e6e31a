using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Heliostat.Tidy.Tests.Lifecycles;

/// <summary>What the members of an enumeration mean, from the sentences that stand above them in the source.</summary>
internal static partial class Meanings
{
    public static IReadOnlyList<(string Name, string Meaning)> Of(string type, IEnumerable<SourceFile> files) =>
        [.. files.SelectMany(file => file.Types).OfType<EnumDeclarationSyntax>()
            .Where(declared => declared.Identifier.Text == type)
            .SelectMany(declared => declared.Members)
            .Select(member => (member.Identifier.Text, Sentence(member)))];

    private static string Sentence(EnumMemberDeclarationSyntax member)
    {
        var lines = member.GetLeadingTrivia().ToFullString().Replace("///", "", StringComparison.Ordinal);
        var summary = SummaryPattern().Match(lines).Groups["text"].Value;
        return SpacePattern().Replace(TagPattern().Replace(summary, "${name}"), " ").Trim();
    }

    [GeneratedRegex("<summary>(?<text>.*?)</summary>", RegexOptions.Singleline)]
    private static partial Regex SummaryPattern();

    [GeneratedRegex("<[^>\"]*(\"(?<name>[^\"]*)\")?[^>]*>")]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\s+")]
    private static partial Regex SpacePattern();
}
