using Heliostat.Client.Pictures;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Tests.Runners.Blender;

/// <summary>The pictures that verifiers make of what is claimed, for people.</summary>
public sealed class ClaimPictureTests(BlenderScenes scenes)
{
    private const int Frame = 4;

    private static readonly TileGrid Grid = new(BlenderScenes.Width, BlenderScenes.Height);
    private static readonly RegionCut Cut = new(2, 2);

    [Theory]
    [InlineData("plain")]
    [InlineData("adaptive")]
    public async Task A_region_is_shown_as_it_looks_in_its_frame(string scene)
    {
        await using var blender = await BlenderProcess.StartAsync(await scenes.OrderAsync(scene));
        using var whole = await blender.RenderedAsync(Frame);
        var frame = await ReadAsync(whole.File);
        for (var region = 0; region < Cut.Count; region++)
        {
            var area = Cut.RectangleOf(Grid, region);
            using var mine = await blender.CheckAsync(Frame, null, BlenderScenes.Patience, area, withPicture: true);
            var shown = await ReadAsync(mine.Picture!);

            Assert.Equal((area.Width, area.Height), (shown.Width, shown.Height));
            Assert.Equal(frame.Part(area).Pixels, shown.Pixels);
        }
    }

    [Fact]
    public async Task Of_a_frame_that_is_composited_no_region_is_shown_but_the_stitched_frame_is()
    {
        await using var blender = await BlenderProcess.StartAsync(await scenes.OrderAsync("composited"));
        using var whole = await blender.RenderedAsync(Frame);
        var area = Cut.RectangleOf(Grid, 0);
        using var mine = await blender.CheckAsync(Frame, null, BlenderScenes.Patience, area, withPicture: true);
        Assert.Null(mine.Picture);

        var frames = new List<RenderedFrame>();
        for (var region = 0; region < Cut.Count; region++)
        {
            frames.Add(await blender.RenderRegionAsync(
                Frame, Cut.RectangleOf(Grid, region), BlenderScenes.Patience));
        }

        using var stitched = await blender.CheckStitchAsync(
            Frame,
            [.. frames.Select((frame, region) => new FrameRegion(Cut.RectangleOf(Grid, region), frame.File))],
            BlenderScenes.Patience,
            withPicture: true);
        Assert.Equal((await ReadAsync(whole.File)).Pixels, (await ReadAsync(stitched.Picture!)).Pixels);
        frames.ForEach(frame => frame.Dispose());
    }

    [Fact]
    public async Task Nothing_is_shown_where_nobody_asked_for_it()
    {
        await using var blender = await BlenderProcess.StartAsync(await scenes.OrderAsync("plain"));
        using var mine = await blender.CheckAsync(
            Frame, null, BlenderScenes.Patience, Cut.RectangleOf(Grid, 0));

        Assert.Null(mine.Picture);
    }

    private static async Task<Picture> ReadAsync(string path)
    {
        Assert.True(PngReader.TryRead(await File.ReadAllBytesAsync(path), out var picture));
        return picture!;
    }
}
