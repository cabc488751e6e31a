using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Heliostat.Tidy.Tests;

/// <summary>A C# file: its path, its text, and what the compiler's parser makes of it.</summary>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<CompilationUnitSyntax> _unit = new(() => Parse(path, text).GetCompilationUnitRoot());

    public string Path => path;

    public string Text => text;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(path);

    public CompilationUnitSyntax Unit => _unit.Value;

    public bool IsProduct => path.StartsWith("src/", StringComparison.Ordinal);

    public bool IsProtocol => path.StartsWith("src/Heliostat.Protocol/", StringComparison.Ordinal);

    public bool IsCore => path.StartsWith("src/Heliostat.Core/", StringComparison.Ordinal);

    /// <summary>A snippet for the proofs that a rule can fail.</summary>
    public static SourceFile Snippet(string text, string path = "src/Heliostat.Core/Snippet.cs") => new(path, text);

    public IEnumerable<BaseTypeDeclarationSyntax> Types => Unit.DescendantNodes().OfType<BaseTypeDeclarationSyntax>();

    public IEnumerable<BaseTypeDeclarationSyntax> OuterTypes =>
        Types.Where(type => type.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax);

    public Violation At(SyntaxNode node, string advice) => At(node.GetLocation(), advice);

    public Violation At(Location location, string advice) => new(path, FirstLine(location), advice);

    public static int FirstLine(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;

    public static int LineCount(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static CSharpSyntaxTree Parse(string path, string text) =>
        (CSharpSyntaxTree)CSharpSyntaxTree.ParseText(
            text,
            CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview),
            path);
}
