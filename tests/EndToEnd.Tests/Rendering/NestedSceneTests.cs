using Heliostat.Client;
using Heliostat.Client.Calls;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Rendering;

/// <summary>Scenes of many files from many folders, which are gone before a node renders them.</summary>
[Collection(SharedNetworkGroup.Name)]
public sealed class NestedSceneTests(SharedNetwork shared)
{
    private const int Frames = 3;
    private const int SecondsMax = 180;

    private readonly TestNetwork _network = shared.Network;

    // A scene below /tmp is shown below /moved, with its paths turned; one elsewhere is shown where it was.
    [Theory]
    [InlineData("/tmp")]
    [InlineData("/var/tmp")]
    public async Task A_scene_with_nested_libraries_a_sequence_tiles_and_a_font_has_the_pixels_of_bare_Blender(
        string parent)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"heliostat-test-{Guid.NewGuid():N}"));
        try
        {
            await RenderAsync(await Scenes.MakeNestedAsync(folder.FullName), folder);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_scene_that_was_made_on_Windows_has_the_pixels_of_the_same_scene_made_here()
    {
        var here = await Scenes.MakeNestedAsync(_network.Under("made-here"));
        var there = await Scenes.MakeNestedAsync(_network.Under("made-on-windows"), windows: true);
        var (bare, frames) = (_network.Under("made-bare"), _network.Under("made-frames"));
        await Scenes.RenderBareAsync(here, bare, 1, Frames, "OPEN_EXR");

        await FramesOfAsync(there, frames, () => Task.CompletedTask);

        Assert.Contains(
            $"SAME {Frames} max difference 0.0", await Scenes.CompareAsync(bare, frames), StringComparison.Ordinal);
    }

    private async Task RenderAsync(string scene, DirectoryInfo folder)
    {
        var (bare, without, frames) = (folder.Name + "-bare", folder.Name + "-without", folder.Name + "-frames");
        await Scenes.RenderBareAsync(scene, _network.Under(bare), 1, Frames, "OPEN_EXR");

        await FramesOfAsync(scene, _network.Under(frames), async () =>
        {
            foreach (var part in folder.GetDirectories().Where(part => part.Name != "project"))
            {
                part.MoveTo(part.FullName + "-gone");
            }

            await Scenes.RenderBareAsync(scene, _network.Under(without), 1, Frames, "OPEN_EXR");
        });

        Assert.Contains(
            $"SAME {Frames} max difference 0.0",
            await Scenes.CompareAsync(_network.Under(bare), _network.Under(frames)),
            StringComparison.Ordinal);
        Assert.Contains(
            "DIFFERENT PIXELS",
            await Scenes.CompareAsync(_network.Under(bare), _network.Under(without)),
            StringComparison.Ordinal);
    }

    private async Task FramesOfAsync(string scene, string frames, Func<Task> submitted)
    {
        var run = await _network.HeliostatAsync(
            "job", "submit", scene, "--frames", $"1-{Frames}", "--chunk", "1", "--format", "EXR");
        run.Succeeded();
        await submitted();
        var job = (await _network.Consumer.Jobs.ListAsync(new JobListQuery { Limit = 1 }, CancellationToken.None))
            .Data.Single().Uuid;
        var ended = await _network.EndAsync(job, SecondsMax);
        Counts.Renders(Frames);
        Assert.Equal(JobStatuses.Completed, ended.Status);
        var download = await _network.HeliostatAsync("job", "download", $"{job}", "--output", frames);
        download.Succeeded();
    }
}
