namespace Heliostat.Tidy.Tests.Code;

public sealed class SuppressionsTests
{
    [Fact]
    public void A_warning_switched_off_says_why() => Violation.ExpectNone(Tree.Sources.SelectMany(Suppressions.Find));

    [Theory]
    [InlineData("#pragma warning disable CA1000\nclass A;", 1)]
    [InlineData("#pragma warning disable CA1000 // The interface wants it so.\nclass A;", 0)]
    [InlineData("[SuppressMessage(\"a\", \"b\")] class A;", 1)]
    [InlineData("[SuppressMessage(\"a\", \"b\", Justification = \"It is so.\")] class A;", 0)]
    public void A_warning_switched_off_without_a_word_is_found(string text, int found) =>
        Assert.Equal(found, Suppressions.Find(SourceFile.Snippet(text)).Count());
}
