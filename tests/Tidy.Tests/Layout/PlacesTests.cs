using System.Text;

namespace Heliostat.Tidy.Tests.Layout;

public sealed class PlacesTests
{
    [Fact]
    public void No_file_names_one_machine_or_one_feed() => Violation.ExpectNone(
        Tree.Files.SelectMany(path => Places.Find(path, File.ReadAllBytes(Tree.FullPath(path)))));

    [Theory]
    [InlineData("a.md", "See /wor" + "k/here.", 1)]
    [InlineData("a.md", "See the work/here.", 0)]
    [InlineData("a.json", "https://registry.n" + "pmjs.org/react", 1)]
    [InlineData("src/NuGet.Config", "", 1)]
    [InlineData("a.bin", "\0/wor" + "k/", 0)]
    public void A_file_that_names_one_is_found(string path, string text, int found) =>
        Assert.Equal(found, Places.Find(path, Encoding.UTF8.GetBytes(text)).Count());
}
