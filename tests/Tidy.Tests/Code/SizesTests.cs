namespace Heliostat.Tidy.Tests.Code;

public sealed class SizesTests
{
    private static readonly string[] TextEndings = [".cs", ".py", ".sh", ".csproj", ".props", ".ts", ".tsx"];
    private static readonly string[] Scripts = ["test", "demo", "heliostat", ".ci/run", "bench/run"];

    [Fact]
    public void Methods_are_short() => Violation.ExpectNone(Tree.Sources.SelectMany(Sizes.Methods));

    [Fact]
    public void Methods_are_not_deep() => Violation.ExpectNone(Tree.Sources.SelectMany(Sizes.Nesting));

    [Fact]
    public void Constructors_take_few_parameters() =>
        Violation.ExpectNone(Tree.Sources.SelectMany(Sizes.Constructors));

    [Fact]
    public void Files_and_lines_are_short() => Violation.ExpectNone(
        Tree.FilesNamed(TextEndings).Union(Scripts.Where(Tree.Has))
            .SelectMany(path => Sizes.File(path, Tree.Read(path))));

    [Fact]
    public void A_method_of_71_lines_is_found()
    {
        var body = string.Concat(Enumerable.Repeat("    _ = 1;\n", Sizes.MethodLinesMax - 2));
        Assert.Empty(Sizes.Methods(Snippet($"class A {{\nvoid M()\n{{{body}}}\n}}")));
        Assert.Single(Sizes.Methods(Snippet($"class A {{\nvoid M()\n{{\n{body}}}\n}}")));
    }

    [Fact]
    public void A_fourth_level_is_found()
    {
        Assert.Empty(Sizes.Nesting(Snippet("class A { void M() { if (a) { for (;;) { while (b) { } } } } }")));
        Assert.Single(Sizes.Nesting(Snippet(
            "class A { void M() { if (a) { for (;;) { while (b) { if (c) { } } } } } }")));
    }

    [Fact]
    public void An_else_if_is_not_a_level() =>
        Assert.Empty(Sizes.Nesting(Snippet(
            "class A { void M() { if (a) { } else if (b) { } else if (c) { } else if (d) { } } }")));

    [Fact]
    public void A_sixth_parameter_is_found()
    {
        Assert.Single(Sizes.Constructors(Snippet("class A(int a, int b, int c, int d, int e, int f);")));
        Assert.Single(Sizes.Constructors(Snippet("class A { A(int a, int b, int c, int d, int e, int f) { } }")));
        Assert.Empty(Sizes.Constructors(Snippet("record A(int a, int b, int c, int d, int e, int f);")));
    }

    [Fact]
    public void A_long_line_and_a_long_file_are_found()
    {
        Assert.Single(Sizes.File("a.cs", new string('x', Sizes.LineCharactersMax + 1)));
        Assert.Single(Sizes.File("a.cs", string.Concat(Enumerable.Repeat("x\n", Sizes.FileLinesMax + 1))));
        Assert.Empty(Sizes.File("a.cs", string.Concat(Enumerable.Repeat("x\n", Sizes.FileLinesMax))));
    }

    private static SourceFile Snippet(string text) => SourceFile.Snippet(text);
}
