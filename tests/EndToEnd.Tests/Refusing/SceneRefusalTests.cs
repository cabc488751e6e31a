using System.Text.Json;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Refusing;

[Collection(SharedNetworkGroup.Name)]
public sealed class SceneRefusalTests(SharedNetwork shared)
{
    private const int UsageCode = 2;

    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task A_truncated_blend_file_is_refused()
    {
        var scene = await Scenes.MakeAsync(_network.Under("truncated"), "small");
        var half = _network.Under("truncated", "half.blend");
        var bytes = await File.ReadAllBytesAsync(scene);
        await File.WriteAllBytesAsync(half, bytes[..(bytes.Length / 2)]);

        await AssertRefusedAsync("scene-unreadable", half);
    }

    [Fact]
    public async Task A_file_that_is_no_blend_file_is_refused()
    {
        var path = _network.Under("words.blend");
        await File.WriteAllTextAsync(path, "These are words.");

        await AssertRefusedAsync("not-a-blend", path);
    }

    [Fact]
    public async Task A_scene_without_a_camera_is_refused() => await AssertRefusedAsync(
        "scene-without-camera", await Scenes.MakeAsync(_network.Under("no-camera"), "no-camera"));

    [Theory]
    [InlineData("twelve")]
    [InlineData("9-1")]
    [InlineData("1-24,5")]
    [InlineData("1-10000000")]
    public async Task A_frame_list_of_nonsense_or_of_millions_is_refused(string frames)
    {
        var scene = await Scenes.MakeAsync(_network.Under("nonsense"), "small");

        await AssertRefusedAsync("frames-invalid", scene, "--frames", frames);
    }

    private async Task AssertRefusedAsync(string code, params string[] arguments)
    {
        var run = await _network.HeliostatAsync(["job", "submit", .. arguments, "--json", "--quiet"]);

        Assert.Equal(UsageCode, run.Code);
        using var error = JsonDocument.Parse(run.Error);
        var facts = error.RootElement.GetProperty("error");
        Assert.Equal(code, facts.GetProperty("code").GetString());
        Assert.NotEmpty(facts.GetProperty("message").GetString()!);
    }
}
