using System.Text.Json;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.EndToEnd.Tests.Plugins;

/// <summary>Plugins of folders, through a real manager and real nodes of two operators.</summary>
public sealed class FolderPluginTests
{
    private const int SecondsMax = 120;

    [Fact]
    public async Task The_examples_in_three_languages_run_and_are_openly_unverified()
    {
        using var folder = new TestFolder();
        await CopyExamplesAsync(folder.Under("plugins"));
        await using var network = await TestNetwork.StartAsync(
            2, node => node.Variables["NODE_PLUGINS"] = folder.Under("plugins"));

        var words = await RunAsync(network, "word_count", """{"text": "to be or not to be", "most": 2}""");
        var hash = await RunAsync(network, "file_hash", """{"kibibytes": 1024}""");
        var factors = await RunAsync(network, "prime_factors", """{"number": 9007199254740991}""");

        Assert.Equal(6, words.GetProperty("words").GetInt32());
        Assert.Equal(2, words.GetProperty("most").GetProperty("be").GetInt32());
        Assert.Equal(
            "30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58",
            hash.GetProperty("sha256").GetString());
        Assert.Equal("[6361,69431,20394401]", factors.GetProperty("factors").GetRawText());
    }

    [Fact]
    public async Task A_folder_that_comes_later_runs_the_job_that_waited_for_it()
    {
        using var folder = new TestFolder();
        await using var network = await TestNetwork.StartAsync(
            2, node => node.Variables["NODE_PLUGINS"] = folder.Under("plugins"));
        var submitted = await network.Consumer.Jobs.SubmitAsync(
            Requests.Plugin("word_count", 2, """{"text": "one two"}"""), CancellationToken.None);

        await CopyAsync("word-count", folder.Under("plugins"));

        var job = await network.EndAsync(submitted.Uuid, SecondsMax);
        Assert.Equal((JobStatuses.Completed, 2L), (job.Status, job.Units.Accepted));
    }

    [Fact]
    public async Task The_page_about_plugins_is_true_to_the_letter()
    {
        using var folder = new TestFolder();
        var home = folder.Under("home");
        Directory.CreateDirectory(home);
        await using var network = await TestNetwork.StartAsync(
            2, node => node.Variables["NODE_PLUGINS"] = Path.Combine(home, ".heliostat", "plugins"));
        var variables = new Dictionary<string, string>
        {
            ["HOME"] = home,
            ["PATH"] = $"{Path.GetDirectoryName(Places.Heliostat)}:{Environment.GetEnvironmentVariable("PATH")}",
            ["HELIOSTAT_KEY_FILE"] = network.ConsumerKeyFile,
        };
        var commands = await CommandsOfPageAsync();

        var run = await ToolRun.RunAsync(
            "/bin/bash", ["-euo", "pipefail", "-c", $"cd \"$HOME\"\n{commands}"], variables);

        Assert.Contains("nothing is wrong with it", run.Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("""{"text": "HELLO"}""", run.Output, StringComparison.Ordinal);
        Assert.Contains("breathing in", run.Error, StringComparison.Ordinal);
        var unit = await network.Consumer.Jobs.AllUnitsAsync((await OnlyJobAsync(network)).Uuid).SingleAsync();
        Assert.Equal("HELLO, NETWORK", unit.Result!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_is_wrong_with_a_folder_is_said_by_name_and_field()
    {
        using var folder = new TestFolder();
        var broken = Directory.CreateDirectory(folder.Under("broken")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(broken, "plugin.json"), """{"job_type": "echo", "command": ["python3"], "colour": 1}""");
        var variables = new Dictionary<string, string>
        {
            ["NODE_PLUGINS"] = folder.Under(),
            ["HELIOSTAT_HOME"] = folder.Under(".home"),
        };

        var listed = await ToolRun.HeliostatAsync(variables, "plugin", "list");
        var read = await ToolRun.HeliostatAsync(variables, "plugin", "list", "--json");
        var checkedOne = await ToolRun.HeliostatAsync(variables, "plugin", "check", broken);

        Assert.Contains("broken: colour: There is no such field", listed.Succeeded().Output, StringComparison.Ordinal);
        using var plugins = JsonDocument.Parse(read.Succeeded().Output);
        Assert.Equal(
            ["echo", "cpu_benchmark"],
            plugins.RootElement.EnumerateArray().Where(plugin => plugin.GetProperty("used").GetBoolean())
                .Select(plugin => plugin.GetProperty("job_type").GetString()));
        Assert.Equal(1, checkedOne.Code);
        Assert.Contains("colour", checkedOne.Error, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> RunAsync(TestNetwork network, string type, string payload)
    {
        var submitted = await network.Consumer.Jobs.SubmitAsync(
            Requests.Plugin(type, 1, payload), CancellationToken.None);
        var job = await network.EndAsync(submitted.Uuid, SecondsMax);
        Assert.True(job.Status == JobStatuses.Completed, $"{type} is {job.Status}.\n{network.Logs()}");
        var unit = await network.Consumer.Jobs.AllUnitsAsync(job.Uuid).SingleAsync();
        Assert.Equal("unverified", unit.Verdict);
        return unit.Result!.Value;
    }

    private static async Task<JobResource> OnlyJobAsync(TestNetwork network)
    {
        var listed = await network.HeliostatAsync("job", "list", "--json");
        using var page = JsonDocument.Parse(listed.Succeeded().Output);
        var job = Assert.Single(page.RootElement.GetProperty("data").EnumerateArray()).GetProperty("uuid").GetGuid();
        return await network.Consumer.Jobs.GetAsync(job, CancellationToken.None);
    }

    private static async Task CopyExamplesAsync(string target)
    {
        foreach (var name in new[] { "word-count", "file-hash", "prime-factors" })
        {
            await CopyAsync(name, target);
        }

        // Built from a copy, so that the clone stays as it was.
        var main = Path.Combine(target, "prime-factors", "main.cs");
        var build = await ToolRun.RunAsync(
            "dotnet", ["publish", main, "-o", Path.Combine(target, "prime-factors", "bin")]);
        build.Succeeded();
    }

    private static async Task CopyAsync(string name, string target)
    {
        Directory.CreateDirectory(target);
        var copy = await ToolRun.RunAsync(
            "/bin/cp", ["-r", Path.Combine(Places.Root, "examples", "plugins", name), target]);
        copy.Succeeded();
    }

    private static async Task<string> CommandsOfPageAsync()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Places.Root, "docs", "plugins.md"));
        var blocks = page.Split("```sh\n")[1..].Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]);
        return string.Concat(blocks);
    }
}
