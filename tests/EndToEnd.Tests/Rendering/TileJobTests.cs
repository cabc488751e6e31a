using System.Text.Json;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Jobs;

namespace Heliostat.EndToEnd.Tests.Rendering;

/// <summary>Frames that several nodes render in regions, against frames that were rendered whole.</summary>
[Collection(SharedNetworkGroup.Name)]
public sealed class TileJobTests(SharedNetwork shared)
{
    private const int Frame = 5;

    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task The_example_scene_in_regions_has_the_floats_of_bare_Blender()
    {
        var scene = Path.Combine(Places.Root, "examples", "render-a-scene", "scene.blend");
        var frames = _network.Under("tiles-example");

        var run = await _network.HeliostatAsync(
            "job", "submit", scene, "--frames", $"{Frame}", "--tiles", "3x2", "--format", "EXR", "--watch", "--json",
            "--output", frames);

        using var job = JsonDocument.Parse(run.Succeeded().Output);
        Assert.Equal(JobStatuses.Completed, job.RootElement.GetProperty("status").GetString());
        var bare = _network.Under("tiles-bare");
        await Scenes.RenderBareAsync(scene, bare, Frame, Frame, "OPEN_EXR");
        var difference = await Scenes.MaxDifferenceAsync(bare, frames, 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"max difference {difference}");
        Assert.Equal("0", difference);

        var units = await _network.Consumer.Jobs.AllUnitsAsync(job.RootElement.GetProperty("uuid").GetGuid())
            .ToListAsync();
        Counts.Renders(1);
        Assert.Equal([0, 1, 2, 3, 4, 5], units.Where(unit => !unit.IsResult).Select(unit => unit.Region!.Value));
        Assert.Equal(StepKind.Stitch, units.Single(unit => unit.IsResult).Step);
        Assert.All(units, unit => Assert.True(unit.TilesChecked > 0, $"Unit {unit.Unit} was accepted unchecked."));
        Assert.True(units.Select(unit => unit.NodeUuid).Distinct().Count() > 1);
    }

    [Theory]
    [InlineData("small", "PNG")]
    [InlineData("composited", "PNG")]
    [InlineData("composited", "EXR")]
    [InlineData("adaptive", "EXR")]
    [InlineData("adaptive", "JPEG")]
    [InlineData("layered", "MULTILAYER")]
    public async Task A_frame_in_regions_is_the_frame_that_one_node_renders(string kind, string format)
    {
        var scene = await Scenes.MakeAsync(_network.Under("tiles-scenes"), kind);
        var whole = _network.Under($"tiles-{kind}-{format}-whole");
        var tiled = _network.Under($"tiles-{kind}-{format}-tiled");

        string[] submit = ["job", "submit", scene, "--frames", $"{Frame}", "--format", format, "--output"];
        (await _network.HeliostatAsync([.. submit, whole])).Succeeded();
        (await _network.HeliostatAsync([.. submit, tiled, "--tiles", "2x2"])).Succeeded();

        Counts.Renders(2);
        Assert.Equal("0", await Scenes.MaxDifferenceAsync(whole, tiled, 1));
    }

    [Fact]
    public async Task A_scene_whose_own_output_keeps_its_layers_is_delivered_with_them_unasked()
    {
        var scene = await Scenes.MakeAsync(_network.Under("tiles-scenes"), "layered");
        var (asked, unasked) = (_network.Under("layers-asked"), _network.Under("layers-unasked"));

        string[] submit = ["job", "submit", scene, "--frames", $"{Frame}", "--output"];
        (await _network.HeliostatAsync([.. submit, asked, "--format", "MULTILAYER"])).Succeeded();
        (await _network.HeliostatAsync([.. submit, unasked])).Succeeded();

        Counts.Renders(2);
        Assert.Equal("0", await Scenes.MaxDifferenceAsync(asked, unasked, 1));
    }

    [Fact]
    public async Task A_video_of_the_frames_is_made_and_made_again_to_the_same_byte()
    {
        var scene = await Scenes.MakeAsync(_network.Under("tiles-video"), "small");
        var frames = _network.Under("frames-video");

        var run = await _network.HeliostatAsync(
            "job", "submit", scene, "--frames", "1-6", "--samples", "1", "--encode", "mp4", "--json",
            "--output", frames);

        using var job = JsonDocument.Parse(run.Succeeded().Output);
        Counts.Renders(6);
        var units = await _network.Consumer.Jobs.AllUnitsAsync(job.RootElement.GetProperty("uuid").GetGuid())
            .ToListAsync();
        Assert.Equal("checked", units.Single(unit => unit.Step == StepKind.Encode).Verdict);
        var probe = await ToolRun.RunAsync("ffprobe", [
            "-v", "error", "-count_frames", "-show_entries", "stream=codec_name,nb_read_frames,width,r_frame_rate",
            "-of", "csv=p=0", Path.Combine(frames, "video.mp4")]);
        Assert.Equal("h264,160,24/1,6", probe.Succeeded().Output.Trim());
        Assert.Equal(7, Directory.GetFiles(frames).Length);
    }

    [Fact]
    public async Task What_cannot_be_cut_is_refused_before_anything_is_uploaded()
    {
        var scene = await Scenes.MakeAsync(_network.Under("tiles-refused"), "small");

        var run = await _network.HeliostatAsync("job", "submit", scene, "--frames", "1", "--tiles", "60x60");

        Assert.Contains("32 pixels apart", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("uploaded", run.Error, StringComparison.Ordinal);
    }
}
