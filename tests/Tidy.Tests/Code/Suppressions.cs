using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Heliostat.Tidy.Tests.Code;

/// <summary>A warning may be switched off only where the line says why.</summary>
internal static class Suppressions
{
    public static IEnumerable<Violation> Find(SourceFile file)
    {
        var pragmas =
            from trivia in file.Unit.DescendantTrivia()
            let pragma = trivia.GetStructure() as PragmaWarningDirectiveTriviaSyntax
            where pragma is not null && pragma.DisableOrRestoreKeyword.Text == "disable"
            where !pragma.ToFullString().Contains("//", StringComparison.Ordinal)
            select file.At(pragma, "a warning is switched off: say why in a comment on the same line.");
        var attributes =
            from attribute in file.Unit.DescendantNodes().OfType<AttributeSyntax>()
            where attribute.Name.ToString().Contains("SuppressMessage", StringComparison.Ordinal)
            where !attribute.ToString().Contains("Justification", StringComparison.Ordinal)
            select file.At(attribute, "a warning is suppressed: add its Justification.");
        return pragmas.Concat(attributes);
    }
}
