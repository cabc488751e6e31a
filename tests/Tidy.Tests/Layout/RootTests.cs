namespace Heliostat.Tidy.Tests.Layout;

public sealed class RootTests
{
    [Fact]
    public void The_root_is_short() => Violation.ExpectNone(Root.Entries(Tree.Files));

    [Fact]
    public void A_crowded_root_is_found()
    {
        var files = Enumerable.Range(0, Root.EntriesMax).Select(number => $"{number}/a").ToList();
        Assert.Empty(Root.Entries([.. files, "0/b"]));
        Assert.Single(Root.Entries([.. files, "one-more"]));
    }
}
