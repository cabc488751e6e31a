using System.Text.RegularExpressions;

namespace Heliostat.Tidy.Tests.Papers;

/// <summary>The operators' page about a node's settings has every variable, and no other.</summary>
public sealed partial class VariablesTests
{
    private const string Page = "docs/operate/node-configuration.md";

    private static readonly string[] Readers =
    [
        "src/Heliostat.Node/NodeConfiguration.cs",
        "src/Heliostat.Node/Registering/NodeHome.cs",
        "src/Heliostat.Node/Runners/Blender/BlenderProgram.cs",
        "src/Heliostat.Node/Runners/Containers/EngineSockets.cs",
    ];

    [Fact]
    public void Every_variable_that_a_node_reads_is_on_its_page() => Assert.Equal(
        Readers.SelectMany(path => Names(Quoted(), Tree.Read(path))).Distinct().Order(),
        Names(Row(), Tree.Read(Page)).Order());

    [Fact]
    public void A_variable_is_found_in_code_and_in_a_table()
    {
        Assert.Equal(["NODE_NEW"], Names(Quoted(), "Value(environment, \"NODE_NEW\")"));
        Assert.Equal(["NODE_NEW"], Names(Row(), "| `NODE_NEW` | is new |\n| `config` | is not |"));
    }

    private static IEnumerable<string> Names(Regex pattern, string text) =>
        pattern.Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex("\"([A-Z]+(?:_[A-Z]+)+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("^\\| `([A-Z]+(?:_[A-Z]+)+)` ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
