using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Heliostat.Tidy.Tests.Core;

/// <summary>Where a hash collection is used as a sequence: there its order, which is chance, would get out.</summary>
internal static class HashSequences
{
    private static readonly HashSet<string> HashTypes =
    [
        "Dictionary", "HashSet", "ImmutableDictionary", "ImmutableHashSet", "FrozenDictionary", "FrozenSet",
        "ConcurrentDictionary",
    ];

    private static readonly HashSet<string> LookUps = ["GetValueOrDefault", "TryAdd", "Remove"];

    public static IEnumerable<Violation> Find(CSharpCompilation compilation) =>
        from tree in compilation.SyntaxTrees
        let model = compilation.GetSemanticModel(tree)
        from expression in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>()
        where !IsNameOfMember(expression)
        where IsHash(model.GetTypeInfo(expression).Type) && BecomesSequence(model, expression)
        select new Violation(
            tree.FilePath,
            SourceFile.FirstLine(expression.GetLocation()),
            $"'{expression}' is a hash collection used as a sequence: its order is chance, keep a sorted one.");

    // Of `a.b` the whole is looked at, not `b` again.
    private static bool IsNameOfMember(ExpressionSyntax expression) =>
        expression.Parent is MemberAccessExpressionSyntax access && access.Name == expression;

    private static bool IsHash(ITypeSymbol? type) => type is INamedTypeSymbol named
        && HashTypes.Contains((named.ContainingType ?? named).Name)
        && named.ContainingNamespace.ToString()!.StartsWith("System.Collections", StringComparison.Ordinal);

    private static bool BecomesSequence(SemanticModel model, ExpressionSyntax expression)
    {
        if (expression.Parent is SpreadElementSyntax)
        {
            return true;
        }

        // An extension method takes what stands before its dot as an interface, without a conversion to be seen.
        if (expression.Parent is MemberAccessExpressionSyntax access && access.Expression == expression)
        {
            return model.GetSymbolInfo(access).Symbol is IMethodSymbol { ReducedFrom: { } extension }
                && extension.Parameters[0].Type.TypeKind == TypeKind.Interface
                && !LookUps.Contains(extension.Name);
        }

        return model.GetTypeInfo(expression).ConvertedType?.TypeKind == TypeKind.Interface;
    }
}
