using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Heliostat.Tidy.Tests.Code;

/// <summary>A test is called by the sentence that it proves.</summary>
internal static partial class TestNames
{
    public static IEnumerable<Violation> Find(SourceFile file) =>
        from method in file.Unit.DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes)
            .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
        where !Sentence().IsMatch(method.Identifier.Text)
        select file.At(
            method.Identifier.GetLocation(), "a test's name is a sentence: A_lost_lease_cannot_be_reported.");

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+){2,}$")]
    private static partial Regex Sentence();
}
