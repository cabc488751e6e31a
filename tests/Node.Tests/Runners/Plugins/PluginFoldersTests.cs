using Heliostat.Node.Runners.Plugins;
using Heliostat.Node.Runners.Plugins.Folders;
using Heliostat.Node.Sandbox;
using Heliostat.Node.Tests.Support;

namespace Heliostat.Node.Tests.Runners.Plugins;

/// <summary>A look at real folders.</summary>
public sealed class PluginFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_that_is_not_there_holds_no_plugins() => Assert.Empty(Look(_folder.File("nowhere")));

    [Fact]
    public void Good_and_broken_ones_are_told_apart()
    {
        WrittenPlugin.Write(_folder.Path, "good", "good_type", WrittenPlugin.Telling("x"));
        Directory.CreateDirectory(_folder.File("empty"));
        Directory.CreateDirectory(_folder.File(".hidden"));
        WrittenPlugin.WriteManifest(_folder.File("no-program"), Manifest("a", "./main"));
        WrittenPlugin.WriteManifest(_folder.File("outside"), Manifest("b", "../good/main.py"));
        WrittenPlugin.WriteManifest(_folder.File("unknown"), Manifest("c", "no-such-program-here"));
        WrittenPlugin.WriteManifest(_folder.File("elsewhere"), Manifest("d", "/opt/tool"));

        var seen = Look(_folder.Path).ToDictionary(folder => folder.Name);

        Assert.Equal(["elsewhere", "empty", "good", "no-program", "outside", "unknown"], seen.Keys.Order());
        Assert.True(seen["good"].IsUsed);
        Assert.Equal("plugin.json: There is none in the folder.", Fault(seen["empty"]));
        Assert.Equal("command: ./main is not in the folder.", Fault(seen["no-program"]));
        Assert.Equal("command: ../good/main.py does not lie in the plugin's folder.", Fault(seen["outside"]));
        Assert.Equal("command: no-such-program-here is not installed on this machine.", Fault(seen["unknown"]));
        Assert.Equal(
            "command: /opt/tool is not in the sandbox, which shows /usr and the plugin's own folder.",
            Fault(seen["elsewhere"]));
        Assert.All(seen.Values.Where(folder => folder.Name != "good"), folder => Assert.False(folder.IsUsed));
    }

    [Fact]
    public void A_program_that_may_not_be_run_is_named_with_what_to_do()
    {
        var folder = _folder.File("script");
        WrittenPlugin.WriteManifest(folder, Manifest("a", "./main.sh"));
        File.WriteAllText(Path.Combine(folder, "main.sh"), "#!/bin/sh\n");

        Assert.Equal("command: ./main.sh may not be run: 'chmod a+rx ./main.sh'.", Fault(Look(_folder.Path)[0]));
    }

    [Fact]
    public void A_folder_closed_to_the_sandbox_is_named_with_what_to_do()
    {
        Assert.SkipUnless(BoxArguments.BecomesNobody, "Only root's sandbox is another user.");
        var folder = WrittenPlugin.Write(_folder.Path, "closed", "a", WrittenPlugin.Telling("x"));
        WrittenPlugin.SetMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.Contains("chmod -R a+rX closed", Fault(Look(_folder.Path)[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_that_run_the_same_type_are_both_named_and_neither_is_used()
    {
        WrittenPlugin.Write(_folder.Path, "one", "same", WrittenPlugin.Telling("1"));
        WrittenPlugin.Write(_folder.Path, "two", "same", WrittenPlugin.Telling("2"));

        var seen = Look(_folder.Path);

        Assert.Equal("job_type: 'same' is run by one and by the plugin in two: keep one of them.", Fault(seen[0]));
        Assert.Equal("job_type: 'same' is run by two and by the plugin in one: keep one of them.", Fault(seen[1]));
        Assert.DoesNotContain(seen, folder => folder.IsUsed);
    }

    [Fact]
    public void A_built_in_type_stays_the_built_in_plugins()
    {
        WrittenPlugin.Write(_folder.Path, "mine", "echo", WrittenPlugin.Telling("1"));

        var seen = Look(_folder.Path);

        Assert.Equal(
            "job_type: 'echo' is run by mine and by the built-in plugin 'echo': keep one of them.", Fault(seen[0]));
        Assert.Null(PluginCatalogue.Create([]).With(seen).Find("echo")!.Folder);
    }

    [Fact]
    public void Any_change_of_a_file_makes_another_edition()
    {
        var folder = WrittenPlugin.Write(_folder.Path, "one", "a", "first");
        var file = Path.Combine(folder, "main.py");
        var editions = new HashSet<string> { Edition() };

        File.WriteAllText(file, "longer than it was");
        Assert.True(editions.Add(Edition()));
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        Assert.True(editions.Add(Edition()));
        WrittenPlugin.SetMode(file, UnixFileMode.UserRead);
        Assert.True(editions.Add(Edition()));
        Directory.CreateDirectory(Path.Combine(folder, "more"));
        Assert.True(editions.Add(Edition()));
        Assert.Equal(Edition(), Edition());
    }

    public void Dispose() => _folder.Dispose();

    private static string Manifest(string type, string program) =>
        $$"""{"job_type": "{{type}}", "command": ["{{program}}"]}""";

    private static string Fault(PluginFolder folder) => Assert.Single(folder.Faults).ToString();

    private static IReadOnlyList<PluginFolder> Look(string root) =>
        PluginFolders.Look(root, new PluginLimits(), PluginCatalogue.Create([]).Owners);

    private string Edition() => Look(_folder.Path)[0].Edition;
}
