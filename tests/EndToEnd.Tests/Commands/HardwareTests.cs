using System.Text.Json;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Commands;

[Collection(SharedNetworkGroup.Name)]
public sealed class HardwareTests(SharedNetwork shared)
{
    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task The_registry_of_GPUs_is_listed_for_people_and_for_programs()
    {
        var listed = await _network.HeliostatAsync("gpu", "list", "--min-vram", "141", "--json");
        using var page = JsonDocument.Parse(listed.Succeeded().Output);
        var models = page.RootElement.GetProperty("data").EnumerateArray().ToList();
        Assert.NotEmpty(models);
        Assert.All(models, model => Assert.True(model.GetProperty("vram_gb").GetInt32() >= 141));

        var named = await _network.HeliostatAsync("gpu", "list", "--name", "nvidia rtx4090");
        Assert.Contains("GeForce RTX 4090", named.Succeeded().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Laptop", named.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await _network.HeliostatAsync("gpu", "list", "--name", "NVIDIA")).Code);
    }

    [Fact]
    public async Task A_node_shows_the_hardware_that_its_machine_says_it_has()
    {
        var machine = await _network.HeliostatAsync("node", "hardware", "--json");
        using var here = JsonDocument.Parse(machine.Succeeded().Output);
        var cpu = here.RootElement.GetProperty("hardware").GetProperty("cpus")[0].GetProperty("name").GetString()!;

        var node = _network.Nodes[0];
        var shown = await _network.HeliostatAsync("node", "show", $"{node.Id}", "--key-file", node.OperatorKeyFile);
        Assert.Contains(cpu, shown.Succeeded().Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("GB free", shown.Output, StringComparison.Ordinal);
        var people = await _network.HeliostatAsync("node", "hardware");
        Assert.Contains(cpu, people.Succeeded().Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var listed = await _network.HeliostatAsync("node", "list", "--key-file", node.OperatorKeyFile);
        Assert.Contains("GPUs", listed.Succeeded().Output, StringComparison.Ordinal);
        var why = await _network.HeliostatAsync("explain", "node", $"{node.Id}", "--key-file", node.OperatorKeyFile);
        Assert.Contains("GPU", why.Succeeded().Output, StringComparison.Ordinal);
    }
}
