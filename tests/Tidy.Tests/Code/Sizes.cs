using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Heliostat.Tidy.Tests.Code;

/// <summary>How long methods, files and lines may be, how many parameters a constructor, how deep a method.</summary>
internal static class Sizes
{
    public const int MethodLinesMax = 70;
    public const int FileLinesMax = 500;
    public const int LineCharactersMax = 120;
    public const int ConstructorParametersMax = 5;
    public const int NestingMax = 3;

    public static IEnumerable<Violation> Methods(SourceFile file) =>
        from body in Bodies(file.Unit)
        let lines = SourceFile.LineCount(body)
        where lines > MethodLinesMax
        select file.At(body, $"{lines} lines in one method, {MethodLinesMax} at most: give its parts names.");

    public static IEnumerable<Violation> Nesting(SourceFile file) =>
        from statement in file.Unit.DescendantNodes().Where(Nests)
        let depth = Depth(statement)
        where depth == NestingMax + 1
        select file.At(
            statement, $"nested deeper than {NestingMax}: use guard clauses, or give the inside a name.");

    /// <summary>
    /// Records are values and may have as many members as they mean; constructors of classes may not.
    /// </summary>
    public static IEnumerable<Violation> Constructors(SourceFile file) =>
        from list in file.Unit.DescendantNodes().OfType<ParameterListSyntax>()
        where list.Parent is ConstructorDeclarationSyntax or ClassDeclarationSyntax or StructDeclarationSyntax
        where list.Parameters.Count > ConstructorParametersMax
        select file.At(list, $"{list.Parameters.Count} constructor parameters, {ConstructorParametersMax} at most: "
            + "what belongs together is a type.");

    public static IEnumerable<Violation> File(string path, string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        if (lines.Length > FileLinesMax)
        {
            yield return new(path, 0, $"{lines.Length} lines, {FileLinesMax} at most: it probably holds two ideas.");
        }

        foreach (var (number, line) in lines.Index().Where(line => line.Item.Length > LineCharactersMax))
        {
            yield return new(
                path, number + 1, $"{line.Length} characters, {LineCharactersMax} at most: break the line.");
        }
    }

    private static IEnumerable<SyntaxNode> Bodies(SyntaxNode unit) => unit.DescendantNodes().Where(node =>
        node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
        || (node is PropertyDeclarationSyntax property && property.ExpressionBody is not null));

    private static bool Nests(SyntaxNode node) => node switch
    {
        IfStatementSyntax => node.Parent is not ElseClauseSyntax,
        CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax => true,
        SwitchStatementSyntax => true,
        _ => false,
    };

    private static int Depth(SyntaxNode statement) => 1 + statement.Ancestors()
        .TakeWhile(node => node is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax
            or AnonymousFunctionExpressionSyntax))
        .Count(Nests);
}
