using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Rendering;

[Collection(SharedNetworkGroup.Name)]
public sealed class SceneJobTests(SharedNetwork shared)
{
    private const int Frames = 4;

    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task A_scene_is_rendered_verified_and_brought_back_with_the_pixels_of_bare_Blender()
    {
        var scene = await Scenes.MakeAsync(_network.Under("scenes"), "small");
        var frames = _network.Under("frames-small");

        var run = await _network.HeliostatAsync(
            "job", "submit", scene, "--frames", $"1-{Frames}", "--chunk", "1", "--output", frames, "--json");

        using var job = System.Text.Json.JsonDocument.Parse(run.Succeeded().Output);
        Counts.Renders(Frames);
        Assert.Equal(JobStatuses.Completed, job.RootElement.GetProperty("status").GetString());
        Assert.True(job.RootElement.GetProperty("tiles_checked").GetInt64() > 0);
        var bare = _network.Under("frames-bare");
        await Scenes.RenderBareAsync(scene, bare, 1, Frames);
        await Scenes.AssertSamePixelsAsync(bare, frames, Frames);

        var units = await _network.Consumer.Jobs.AllUnitsAsync(job.RootElement.GetProperty("uuid").GetGuid())
            .ToListAsync();
        Assert.Equal(Enumerable.Range(1, Frames), units.Select(unit => unit.Frame!.Value).Order());
        Assert.All(units, unit => Assert.True(unit.TilesChecked > 0, $"Frame {unit.Frame} was accepted unchecked."));
    }

    [Fact]
    public async Task What_was_uploaded_once_is_not_sent_again_and_what_was_downloaded_stays()
    {
        var scene = await Scenes.MakeAsync(_network.Under("scenes-again"), "small");
        var frames = _network.Under("frames-again");
        string[] submit =
            ["job", "submit", scene, "--frames", "5", "--resolution", "50%", "--samples", "1", "--output", frames];
        await _network.HeliostatAsync(submit);
        var written = File.GetLastWriteTimeUtc(Path.Combine(frames, "frame_0005.png"));
        var jobs = await _network.Consumer.Jobs.ListAsync(new() { Limit = 1 }, CancellationToken.None);

        var again = await _network.HeliostatAsync("job", "submit", scene, "--frames", "5", "--samples", "1");
        var download = await _network.HeliostatAsync("job", "download", $"{jobs.Data[0].Uuid}", "--output", frames);

        Counts.Renders(2);
        Assert.Contains("1 of 1 file", download.Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(frames, "frame_0005.png")));
        Assert.DoesNotContain("MB were new", again.Succeeded().Error, StringComparison.Ordinal);
        await _network.EndAsync(
            (await _network.Consumer.Jobs.ListAsync(new() { Limit = 1 }, CancellationToken.None)).Data[0].Uuid, 120);
    }

    [Theory]
    [InlineData("EXR", "frame_0007.exr")]
    [InlineData("JPEG", "frame_0007.jpg")]
    public async Task Frames_come_in_the_format_that_was_asked_for(string format, string name)
    {
        var scene = await Scenes.MakeAsync(_network.Under($"scenes-{format}"), "small");
        var frames = _network.Under($"frames-{format}");

        var run = await _network.HeliostatAsync(
            "job", "submit", scene, "--frames", "7", "--format", format, "--output", frames);

        run.Succeeded();
        Counts.Renders(1);
        Assert.True(new FileInfo(Path.Combine(frames, name)).Length > 0);
    }
}
