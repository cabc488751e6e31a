using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Heliostat.Tidy.Tests.Core;

/// <summary>
/// Core's sources (or a snippet), compiled in memory so that expressions can be asked for their types.
/// </summary>
internal static class CoreSources
{
    private static readonly string[] Usings = ["System", "System.Collections.Generic", "System.Linq"];

    public static CSharpCompilation Compile() => Compile(
        [.. Tree.Sources.Where(file => file.IsCore), SourceFile.Snippet(
            string.Concat(Usings.Select(name => $"global using {name};\n")), "GlobalUsings.cs")]);

    public static CSharpCompilation Compile(params SourceFile[] files) => CSharpCompilation.Create(
        "Core",
        files.Select(file => file.Unit.SyntaxTree),
        References(),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

    private static IEnumerable<MetadataReference> References()
    {
        var platform = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        return platform.Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) != "Heliostat.Core.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}
