using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Heliostat.Tidy.Tests.Code;

/// <summary>What types are called, where they stand, and what is said about them.</summary>
internal static partial class TypeRules
{
    private static readonly HashSet<string> BannedWords =
        ["Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Base", "Impl", "Dto", "Data", "Info"];

    private static readonly HashSet<string> BannedNames = ["Task", "TaskStatus", "TaskScheduler"];

    // Here the network's managers themselves are at home.
    private const string Hosting = "src/Heliostat.Manager/Hosting/";

    // Files that hold a family: a history, a table with its states and moves.
    private static readonly string[] Families = ["Events", "Lifecycle"];

    public static IEnumerable<Violation> Names(SourceFile file) =>
        from type in file.Types
        let name = type.Identifier.Text
        let banned = BannedNames.Contains(name) ? name : Words(name).FirstOrDefault(BannedWords.Contains)
        where banned is not null
        select file.At(type.Identifier.GetLocation(), $"'{banned}' says nothing in '{name}': name what it is or does.");

    public static IEnumerable<Violation> Roles(SourceFile file) =>
        from type in file.Types
        let words = Words(type.Identifier.Text).ToList()
        where words.Count > 1 && words[^1] is "Manager" or "Controller"
        where !IsA(type, "Command") && !file.Path.StartsWith(Hosting, StringComparison.Ordinal)
        select file.At(
            type.Identifier.GetLocation(),
            "'manager' is the network role only, and HTTP handlers are XxxRoutes: choose another word.");

    public static IEnumerable<Violation> OnePublicType(SourceFile file) => IsFamily(file)
        ? []
        : file.OuterTypes
            .Where(type => type.Modifiers.Any(SyntaxKind.PublicKeyword))
            .DistinctBy(type => type.Identifier.Text)
            .Skip(1)
            .Where(type => !(file.IsProtocol && IsShape(type)))
            .Select(type => file.At(type.Identifier.GetLocation(), "a second public type: give it a file of its own."));

    public static IEnumerable<Violation> FileNames(SourceFile file)
    {
        var types = file.OuterTypes.ToList();
        var stem = file.Name.Split('.')[0];
        var named = types.Count == 0 || types.Exists(type => type.Identifier.Text == stem);
        var subject = file.IsProtocol && types.Count > 1 && types.TrueForAll(IsShape);
        return named || subject || IsFamily(file)
            ? []
            : [new(file.Path, 1, $"no type here is called '{stem}': a file is named after its type.")];
    }

    public static IEnumerable<Violation> Sealing(SourceFile file) =>
        from type in file.Types
        where type is ClassDeclarationSyntax
            || (type is RecordDeclarationSyntax record && !record.ClassOrStructKeyword.IsKind(SyntaxKind.StructKeyword))
        where !type.Modifiers.Any(modifier => modifier.Kind()
            is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword)
        where type.Identifier.Text != "Program" && !IsPartOfAnother(type) && !HasHeirs(file, type)
        select file.At(type.Identifier.GetLocation(), $"'{type.Identifier.Text}' is open: make it sealed.");

    public static IEnumerable<Violation> Summaries(SourceFile file) =>
        from type in file.OuterTypes
        where !type.GetLeadingTrivia().ToFullString().Contains("/// <summary>", StringComparison.Ordinal)
        where !IsPartOfAnother(type)
        select file.At(
            type.Identifier.GetLocation(),
            $"'{type.Identifier.Text}' lacks its sentence: say in a <summary> what it is, in the reader's words.");

    public static IEnumerable<Violation> Layout(SourceFile file)
    {
        var regions = file.Unit.DescendantTrivia()
            .Where(trivia => trivia.IsKind(SyntaxKind.RegionDirectiveTrivia))
            .Select(trivia => file.At(trivia.GetLocation(), "no regions: a part with a name is a type or a method."));
        var parts = file.Types
            .Where(type => file.IsCore && type.Modifiers.Any(SyntaxKind.PartialKeyword))
            .Where(type => !IsA(type, "JsonSerializerContext"))
            .Select(type => file.At(type.Identifier.GetLocation(), "no partial types in Core: split the idea."));
        return regions.Concat(parts);
    }

    private static bool IsFamily(SourceFile file) =>
        Families.Any(ending => file.Name.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>A word on the wire: members that hold, none that does. Such words come in families.</summary>
    private static bool IsShape(BaseTypeDeclarationSyntax type) => type is EnumDeclarationSyntax
        || (type is TypeDeclarationSyntax members && !members.Members.OfType<BaseMethodDeclarationSyntax>().Any());

    private static bool HasHeirs(SourceFile file, BaseTypeDeclarationSyntax type) =>
        file.Types.Any(heir => IsA(heir, type.Identifier.Text));

    private static bool IsA(BaseTypeDeclarationSyntax type, string parent) =>
        type.BaseList?.Types.Any(named => named.Type.ToString() == parent) ?? false;

    // Of a type in several files, the one with the plain name says what it is.
    private static bool IsPartOfAnother(BaseTypeDeclarationSyntax type) =>
        type.Modifiers.Any(SyntaxKind.PartialKeyword)
        && Path.GetFileNameWithoutExtension(type.SyntaxTree.FilePath).Contains('.', StringComparison.Ordinal);

    private static IEnumerable<string> Words(string name) => WordPattern().Matches(name).Select(match => match.Value);

    [GeneratedRegex("[A-Z]+(?![a-z])[0-9]*|[A-Z][a-z0-9]*")]
    private static partial Regex WordPattern();
}
