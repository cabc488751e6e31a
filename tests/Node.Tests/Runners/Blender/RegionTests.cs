using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Tests.Runners.Blender;

/// <summary>Regions of a frame in a real Blender: rendered, checked, and put together again.</summary>
public sealed class RegionTests(BlenderScenes scenes)
{
    private const int Frame = 4;

    private static readonly TileGrid Grid = new(BlenderScenes.Width, BlenderScenes.Height);
    private static readonly RegionCut Cut = new(2, 2);

    [Theory]
    [InlineData("plain", ImageFormat.Exr)]
    [InlineData("plain", ImageFormat.Png)]
    [InlineData("adaptive", ImageFormat.Exr)]
    [InlineData("composited", ImageFormat.Png)]
    [InlineData("two_layers", ImageFormat.Png)]
    [InlineData("two_layers", ImageFormat.Multilayer)]
    [InlineData("composited", ImageFormat.Multilayer)]
    public async Task A_frame_put_together_from_its_regions_is_the_frame(string scene, ImageFormat format)
    {
        await using var worker = await BlenderProcess.StartAsync(await scenes.OrderAsync(scene, format));
        await using var verifier = await BlenderProcess.StartAsync(await scenes.OrderAsync(scene, format));
        using var whole = await worker.RenderedAsync(Frame);
        var frames = new List<RenderedFrame>();
        for (var region = 0; region < Cut.Count; region++)
        {
            frames.Add(await worker.RenderRegionAsync(
                Frame, Cut.RectangleOf(Grid, region), BlenderScenes.Patience));
        }

        IReadOnlyList<FrameRegion> regions =
            [.. frames.Select((frame, region) => new FrameRegion(Cut.RectangleOf(Grid, region), frame.File))];
        using var stitched = await worker.StitchAsync(Frame, regions, BlenderScenes.Patience);
        using var again = await verifier.CheckStitchAsync(Frame, regions, BlenderScenes.Patience);

        Assert.Equal(whole.Commitment, stitched.Commitment);
        Assert.Equal(whole.Commitment, again.Commitment);
        foreach (var file in new[] { whole.File, stitched.File })
        {
            Assert.Equal("equal", (await verifier.BindAsync(
                again, file, null, stitched.Commitment, BlenderScenes.Patience)).Reason);
        }

        // The scene itself renders as before.
        using var after = await worker.RenderedAsync(Frame);
        Assert.Equal(whole.Commitment, after.Commitment);
        frames.ForEach(frame => frame.Dispose());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("adaptive")]
    [InlineData("composited")]
    public async Task A_verifier_finds_an_honest_region_good_and_another_one_bad(string scene)
    {
        await using var blender = await BlenderProcess.StartAsync(await scenes.OrderAsync(scene));
        var area = Cut.RectangleOf(Grid, 3);
        int[] tiles = [0, 4];
        using var region = await blender.RenderRegionAsync(Frame, area, BlenderScenes.Patience);
        using var other = await blender.RenderRegionAsync(Frame + 1, area, BlenderScenes.Patience);
        using var elsewhere = await blender.RenderRegionAsync(
            Frame, Cut.RectangleOf(Grid, 0), BlenderScenes.Patience);
        using var mine = await blender.CheckAsync(Frame, tiles, BlenderScenes.Patience, area);
        using var all = await blender.CheckAsync(Frame, null, BlenderScenes.Patience, area);

        async Task<string> BindAsync(RenderedFrame file) => (await blender.BindAsync(
            mine, file.File, null, file.Commitment, BlenderScenes.Patience)).Reason;

        Assert.Equal(tiles.Select(tile => region.Tiles[tile]), mine.TileHashes);
        Assert.Equal(region.Commitment, all.Commitment);
        Assert.Equal("equal", await BindAsync(region));
        Assert.Equal("pixels-differ", await BindAsync(other));
        Assert.Equal("size-differs", await BindAsync(elsewhere));
    }
}
