using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Heliostat.Tidy.Tests.Papers;

/// <summary>What papers put between backticks and looks like a name or a path of ours exists.</summary>
internal static partial class CodeNames
{
    private static readonly Lazy<HashSet<string>> DeclaredNames =
        new(() => [.. Tree.Sources.SelectMany(Declared), .. Projects()]);

    // These papers tell where things are; what they name must be there.
    public static bool Covers(string path) =>
        path is "README.md" or "ARCHITECTURE.md" or "CONTRIBUTING.md" or "SECURITY.md" or "docs/concepts.md"
        || path.StartsWith("docs/decisions/", StringComparison.Ordinal)
        || path.StartsWith("docs/operate/", StringComparison.Ordinal);

    public static IEnumerable<Violation> Find(Paper paper) => Find(paper, DeclaredNames.Value);

    public static IEnumerable<Violation> Find(Paper paper, IReadOnlySet<string> declared) =>
        from code in paper.Code
        let word = code.Code.Split(' ')[0]
        where !IsPlaceholder(word)
        where IsName(code.Code) ? !word.Split('.').All(declared.Contains) : IsPath(word) && !PathExists(word)
        select new Violation(paper.Path, code.Line, $"there is no '{word}' in the tree: mend the name or the paper.");

    private static bool IsPlaceholder(string word) =>
        word.Contains("Xxx", StringComparison.Ordinal) || word.Contains("NNNN", StringComparison.Ordinal)
        || word.IndexOfAny(['…', '<', '{', '*', '$', '~']) >= 0;

    private static bool IsName(string code) => NamePattern().IsMatch(code);

    private static bool IsPath(string word) => PathPattern().IsMatch(word);

    // What git ignores comes and goes.
    private static bool PathExists(string word) =>
        Tree.Has(word.StartsWith("./", StringComparison.Ordinal) ? word[2..] : word)
        || word.StartsWith("demo-output", StringComparison.Ordinal)
        || word.StartsWith("artifacts", StringComparison.Ordinal);

    private static IEnumerable<string> Projects() =>
        Tree.FilesNamed(".csproj").SelectMany(path => Path.GetFileNameWithoutExtension(path).Split('.'));

    private static IEnumerable<string> Declared(SourceFile file) => file.Unit.DescendantNodes().SelectMany(NamesOf);

    private static IEnumerable<string> NamesOf(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => Named(type.Identifier).Concat(Parameters(type)),
        DelegateDeclarationSyntax type => Named(type.Identifier),
        MethodDeclarationSyntax method => Named(method.Identifier),
        PropertyDeclarationSyntax property => Named(property.Identifier),
        EnumMemberDeclarationSyntax member => Named(member.Identifier),
        VariableDeclaratorSyntax variable => Named(variable.Identifier),
        BaseNamespaceDeclarationSyntax space => space.Name.ToString().Split('.'),
        _ => [],
    };

    // A record's members are its parameters.
    private static IEnumerable<string> Parameters(BaseTypeDeclarationSyntax type) =>
        (type as TypeDeclarationSyntax)?.ParameterList?.Parameters
            .SelectMany(parameter => Named(parameter.Identifier)) ?? [];

    private static string[] Named(SyntaxToken identifier) => [identifier.Text];

    [GeneratedRegex(@"^[A-Z]+[a-z0-9]+[A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]+)*$")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^(\./)?[A-Za-z0-9_.\-]+/[A-Za-z0-9_.\-/]*$|^\./[A-Za-z0-9_.\-]+$")]
    private static partial Regex PathPattern();
}
