using System.Globalization;
using System.Text.Json;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Commands;

[Collection(SharedNetworkGroup.Name)]
public sealed class CommandTests(SharedNetwork shared)
{
    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task Accounts_and_keys_are_made_listed_used_and_revoked()
    {
        var owner = _network.OwnerKeyFile;
        var consumer = _network.Under("new-consumer.json");
        var created = await _network.HeliostatAsync(
            "consumer", "create", "new", "--output", consumer, "--key-file", owner);
        created.Succeeded();
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(consumer));
        Assert.Contains("new", (await _network.HeliostatAsync("consumer", "list", "--key-file", owner)).Output,
            StringComparison.Ordinal);

        var second = _network.Under("second.json");
        (await _network.HeliostatAsync("key", "create", "ci", "--output", second, "--key-file", consumer)).Succeeded();
        (await _network.HeliostatAsync("job", "list", "--key-file", second)).Succeeded();
        var key = JsonDocument.Parse(await File.ReadAllBytesAsync(second)).RootElement
            .GetProperty("public_key").GetString()!;
        (await _network.HeliostatAsync("key", "revoke", key, "--key-file", consumer)).Succeeded();

        var refused = await _network.HeliostatAsync("job", "list", "--key-file", second);
        Assert.Equal(3, refused.Code);
    }

    [Fact]
    public async Task A_drained_node_takes_nothing_new_until_it_is_undrained()
    {
        var node = _network.Nodes[2];
        var drained = await _network.HeliostatAsync("node", "drain", $"{node.Id}", "--key-file", node.OperatorKeyFile);
        Assert.Contains("DRAINING", drained.Succeeded().Output, StringComparison.Ordinal);
        var why = await _network.HeliostatAsync("explain", "node", $"{node.Id}", "--key-file", node.OperatorKeyFile);
        Assert.Contains("drain", why.Succeeded().Output, StringComparison.OrdinalIgnoreCase);

        var undrained = await _network.HeliostatAsync(
            "node", "undrain", $"{node.Id}", "--key-file", node.OperatorKeyFile);
        undrained.Succeeded();

        await _network.HealthyAsync();
    }

    [Theory]
    [InlineData("200")]
    [InlineData("60")]
    public async Task Nothing_of_a_list_is_cut_however_narrow_the_page(string columns)
    {
        var page = new Dictionary<string, string> { ["COLUMNS"] = columns };
        var list = await ToolRun.HeliostatAsync(page, "node", "list", "--key-file", _network.OwnerKeyFile);

        var said = list.Succeeded().Output;
        string[] parts = [.. _network.Nodes.Select(node => $"{node.Id}"), "Connected", "Accepted", "Last seen"];
        Assert.All(parts, part => Assert.Contains(part, said, StringComparison.Ordinal));
        var width = int.Parse(columns, CultureInfo.InvariantCulture);
        Assert.All(said.Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public async Task A_job_that_nobody_can_run_is_explained()
    {
        var submit = await _network.HeliostatAsync(
            "job", "submit", "--plugin", "echo", "--memory", "90000", "--json");
        using var job = JsonDocument.Parse(submit.Succeeded().Output);
        var id = job.RootElement.GetProperty("uuid").GetString()!;

        var why = await _network.HeliostatAsync("explain", "job", id);
        var task = await _network.HeliostatAsync("explain", "task", id, "0", "--json");

        Assert.Contains("memory", why.Succeeded().Output, StringComparison.OrdinalIgnoreCase);
        using var explained = JsonDocument.Parse(task.Succeeded().Output);
        Assert.NotEmpty(explained.RootElement.GetProperty("summary").GetString()!);
        (await _network.HeliostatAsync("job", "cancel", id)).Succeeded();
        Assert.Equal(5, (await _network.HeliostatAsync("job", "watch", id)).Code);
    }

    [Fact]
    public async Task A_manager_that_is_not_there_has_an_exit_code_of_its_own()
    {
        var run = await _network.HeliostatAsync("job", "list", "--url", "http://127.0.0.1:9");

        Assert.Equal(4, run.Code);
        Assert.Contains("HELIOSTAT_URL", run.Error, StringComparison.Ordinal);
    }
}
