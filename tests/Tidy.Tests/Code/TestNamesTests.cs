namespace Heliostat.Tidy.Tests.Code;

public sealed class TestNamesTests
{
    [Fact]
    public void Tests_are_named_by_sentences() => Violation.ExpectNone(Tree.Sources.SelectMany(TestNames.Find));

    [Theory]
    [InlineData("class A { [Fact] void TestLease() { } }", 1)]
    [InlineData("class A { [Fact] void A_lost_lease_cannot_be_reported() { } }", 0)]
    public void A_test_without_a_sentence_is_found(string text, int found) =>
        Assert.Equal(found, TestNames.Find(SourceFile.Snippet(text)).Count());
}
