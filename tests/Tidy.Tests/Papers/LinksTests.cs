namespace Heliostat.Tidy.Tests.Papers;

public sealed class LinksTests
{
    [Fact]
    public void Links_lead_somewhere() => Violation.ExpectNone(Paper.All.SelectMany(Links.Find));

    [Theory]
    [InlineData("See [it](nowhere.md).", 1)]
    [InlineData("See [it](../../../outside.md).", 1)]
    [InlineData("See [it](#missing).", 1)]
    [InlineData("See [it](../global.json) and [this](https://example.com/x).", 0)]
    [InlineData("# A title, here\n\nSee [it](#a-title-here).", 0)]
    [InlineData("```\n[it](nowhere.md)\n```", 0)]
    public void A_link_that_leads_nowhere_is_found(string text, int found) =>
        Assert.Equal(found, Links.Find(new Paper("docs/a.md", text)).Count());
}
