using System.Text.Json;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Recipes;

/// <summary>Recipes and logs by the program, against a manager and nodes that are processes.</summary>
[Collection(SharedNetworkGroup.Name)]
public sealed class RecipeTests(SharedNetwork shared)
{
    private const string Recipe =
        """
        {"name":"NAME","payload":{"title":"say {{word}}","max_timeout_run_ms":60000,"parameters":{"type":"plugin",
        "parameters":{"job_type":"echo","count":"{{count}}","payload":{"say":"{{word}}"} } } },
        "input_schema":[{"key":"word","type":"string","required":true},
        {"key":"count","type":"number","default_value":1}]}
        """;

    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task A_recipe_is_made_cooked_watched_and_put_away()
    {
        var name = $"echo {Guid.NewGuid().ToString()[..8]}";
        var folder = Directory.CreateDirectory(_network.Under("recipes")).FullName;
        var file = Path.Combine(folder, "echo.json");
        await File.WriteAllTextAsync(file, Recipe.Replace("NAME", name, StringComparison.Ordinal));
        var word = Path.Combine(folder, "word.txt");
        await File.WriteAllTextAsync(word, "hello \"you\"\n");

        Assert.Contains("is made", await SayAsync("recipe", "create", file), StringComparison.Ordinal);
        Assert.Contains(name, await SayAsync("recipe", "list", "--sort", "-created_at"), StringComparison.Ordinal);
        Assert.Contains("word", await SayAsync("recipe", "show", name), StringComparison.Ordinal);

        var missing = await _network.HeliostatAsync("recipe", "cook", name);
        Assert.NotEqual(0, missing.Code);
        Assert.Contains("word", missing.Error, StringComparison.Ordinal);

        using var job = JsonDocument.Parse(await SayAsync(
            "recipe", "cook", name, "--input", $"word=@{word}", "--input", "count=3", "--watch", "--json"));
        Assert.Equal("say hello \"you\"", job.RootElement.GetProperty("title").GetString());
        Assert.Equal(JobStatuses.Completed, job.RootElement.GetProperty("status").GetString());
        Assert.Equal(3, job.RootElement.GetProperty("units").GetProperty("accepted").GetInt32());

        Assert.Contains("is archived", await SayAsync("recipe", "archive", name), StringComparison.Ordinal);
        var archived = await _network.HeliostatAsync("recipe", "cook", name, "--input", "word=x");
        Assert.Contains("archived", archived.Error, StringComparison.Ordinal);
        Assert.Contains("is removed", await SayAsync("recipe", "remove", name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_with_the_program_is_listed_shown_and_forked()
    {
        var listed = await SayAsync("recipe", "list", "--official");
        Assert.Contains("SSH workspace", listed, StringComparison.Ordinal);
        Assert.Contains("heliostat recipe cook ssh-workspace", await SayAsync("recipe", "show", "ssh-workspace"));
        var name = $"mine {Guid.NewGuid().ToString()[..8]}";
        Assert.Contains("is made", await SayAsync("recipe", "fork", "jupyterlab", "--name", name));
        Assert.Contains("is removed", await SayAsync("recipe", "remove", name));
        await SayAsync("offer", "list");
    }

    [Fact]
    public async Task A_log_is_printed_and_followed_to_its_end_without_giving_orders_to_the_terminal()
    {
        using var job = JsonDocument.Parse(
            await SayAsync("job", "submit", "--plugin", "echo", "--watch", "--json"));
        var id = job.RootElement.GetProperty("uuid").GetGuid();
        var folder = Directory.CreateDirectory(_network.Under("manager", "logs", $"{id}")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "0-1.log"), "one\ntwo\u001b[2J\r\nthree ä\n");

        Assert.Equal("one\ntwo\\x1b[2J\nthree ä\n", await SayAsync("job", "logs", $"{id}", "-f"));
        Assert.Equal("three ä\n", await SayAsync("job", "logs", $"{id}", "-f", "--run", "0", "--tail", "1"));
        var shown = await SayAsync("job", "logs", $"{id}");
        Assert.Contains("two\\x1b[2J", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown);
    }

    private async Task<string> SayAsync(params string[] arguments) =>
        (await _network.HeliostatAsync(arguments)).Succeeded().Output;
}
