namespace Heliostat.Tidy.Tests.Code;

public sealed class TypeRulesTests
{
    private static IEnumerable<SourceFile> Product => Tree.Sources.Where(file => file.IsProduct);

    [Fact]
    public void Names_say_something() => Violation.ExpectNone(Tree.Sources.SelectMany(TypeRules.Names));

    [Fact]
    public void Manager_is_the_network_role_only() => Violation.ExpectNone(Product.SelectMany(TypeRules.Roles));

    [Fact]
    public void A_file_has_one_public_type() => Violation.ExpectNone(Tree.Sources.SelectMany(TypeRules.OnePublicType));

    [Fact]
    public void A_file_is_named_after_its_type() => Violation.ExpectNone(Tree.Sources.SelectMany(TypeRules.FileNames));

    [Fact]
    public void Classes_are_sealed() => Violation.ExpectNone(Tree.Sources.SelectMany(TypeRules.Sealing));

    [Fact]
    public void Every_type_has_its_sentence() => Violation.ExpectNone(Product.SelectMany(TypeRules.Summaries));

    [Fact]
    public void There_are_no_regions_and_Core_has_no_partial_types() =>
        Violation.ExpectNone(Tree.Sources.SelectMany(TypeRules.Layout));

    [Theory]
    [InlineData("class JobHelper;")]
    [InlineData("record struct NodeInfo;")]
    [InlineData("enum TaskStatus { }")]
    [InlineData("class Outer { class InnerDto; }")]
    public void A_name_that_says_nothing_is_found(string text) => Assert.Single(TypeRules.Names(Snippet(text)));

    [Theory]
    [InlineData("class Base64Url;")]
    [InlineData("class JobDatabase;")]
    [InlineData("class Metadata;")]
    public void A_longer_word_is_not_a_banned_one(string text) => Assert.Empty(TypeRules.Names(Snippet(text)));

    [Fact]
    public void A_job_manager_is_found()
    {
        Assert.Single(TypeRules.Roles(Snippet("class JobManager;")));
        Assert.Empty(TypeRules.Roles(Snippet("class ManagerLoop;")));
        Assert.Empty(TypeRules.Roles(Snippet("sealed record OpenManager : Command;")));
        Assert.Empty(TypeRules.Roles(
            SourceFile.Snippet("class RunningManager;", "src/Heliostat.Manager/Hosting/RunningManager.cs")));
    }

    [Fact]
    public void A_second_public_type_is_found()
    {
        const string Two = "public class Snippet; public class B;";
        Assert.Single(TypeRules.OnePublicType(Snippet(Two)));
        Assert.Empty(TypeRules.OnePublicType(SourceFile.Snippet(Two, "src/Heliostat.Core/JobEvents.cs")));
    }

    [Theory]
    [InlineData("public record Snippet; public record B(int C);", 0)]
    [InlineData("public record Snippet; public record B { public int C() => 1; }", 1)]
    public void Words_on_the_wire_may_share_a_file_but_not_what_acts(string text, int found) => Assert.Equal(
        found, TypeRules.OnePublicType(SourceFile.Snippet(text, "src/Heliostat.Protocol/Snippet.cs")).Count());

    [Fact]
    public void A_file_with_another_name_is_found() => Assert.Single(TypeRules.FileNames(Snippet("class Other;")));

    [Fact]
    public void An_open_class_is_found()
    {
        Assert.Single(TypeRules.Sealing(Snippet("public class A;")));
        Assert.Single(TypeRules.Sealing(Snippet("public record A;")));
        Assert.Empty(TypeRules.Sealing(Snippet("public readonly record struct A;")));
        Assert.Empty(TypeRules.Sealing(Snippet("public record A; public sealed record B : A;")));
    }

    [Fact]
    public void A_type_without_its_sentence_is_found()
    {
        Assert.Single(TypeRules.Summaries(Snippet("class A;")));
        Assert.Empty(TypeRules.Summaries(Snippet("/// <summary>The first letter.</summary>\nclass A;")));
    }

    [Fact]
    public void A_region_and_a_partial_type_are_found() =>
        Assert.Equal(2, TypeRules.Layout(Snippet("#region a\npartial class A;\n#endregion")).Count());

    private static SourceFile Snippet(string text) => SourceFile.Snippet(text);
}
