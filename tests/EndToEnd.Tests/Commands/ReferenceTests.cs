using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Commands;

public sealed class ReferenceTests
{
    private const string Mark = "<!-- What follows is written by ./test --update. -->\n";

    [Fact]
    public async Task The_page_about_the_commands_says_what_help_says()
    {
        var page = Path.Combine(Places.Root, "docs", "cli.md");
        var text = await File.ReadAllTextAsync(page);
        var start = text.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;

        var reference = (await ToolRun.HeliostatAsync("reference")).Succeeded().Output;

        if (Environment.GetEnvironmentVariable("HELIOSTAT_UPDATE") is { Length: > 0 })
        {
            await File.WriteAllTextAsync(page, text[..start] + "\n" + reference);
            return;
        }

        Assert.True(text[start..] == "\n" + reference, "docs/cli.md is not what --help says: run ./test --update.");
    }
}
