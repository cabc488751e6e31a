namespace Heliostat.Tidy.Tests.Papers;

public sealed class CodeNamesTests
{
    private static readonly HashSet<string> Declared = ["ManagerLoop", "Stamp", "At"];

    [Fact]
    public void What_papers_name_exists() =>
        Violation.ExpectNone(Paper.All.Where(paper => CodeNames.Covers(paper.Path)).SelectMany(CodeNames.Find));

    [Theory]
    [InlineData("The `ManagerLoop` writes, `Stamp.At` is time.", 0)]
    [InlineData("The `JobLoop` writes.", 1)]
    [InlineData("`Stamp.Nothing`", 1)]
    [InlineData("Look in `src/Heliostat.Core` and `./test --filter core`.", 0)]
    [InlineData("Look in `src/Heliostat.Attic/Old.cs`.", 1)]
    [InlineData("Run `./no-such-script`.", 1)]
    [InlineData("Name it `XxxRoutes`; the API is at `/v1/jobs`; `GATEWAY_URL`, `kebab-case` and `a b`.", 0)]
    [InlineData("```\nJobLoop\n```", 0)]
    public void A_name_that_is_not_there_is_found(string text, int found) =>
        Assert.Equal(found, CodeNames.Find(new Paper("ARCHITECTURE.md", text), Declared).Count());
}
