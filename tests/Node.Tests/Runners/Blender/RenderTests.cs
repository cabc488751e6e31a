using System.Runtime.InteropServices;
using Heliostat.Client.Packing;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Tests.Runners.Blender;

/// <summary>A worker's and a verifier's real Blenders, against Blender by itself and against each other.</summary>
public sealed class RenderTests(BlenderScenes scenes)
{
    private static readonly TileGrid Grid = new(BlenderScenes.Width, BlenderScenes.Height);
    private static readonly TileRectangle Whole = new(0, 0, Grid.Width, Grid.Height);
    private static readonly int[] SomeTiles = [17, 3, 4, 10, 27];
    private static readonly int[] TexturedTiles = [16, 3, 4, 10, 9];

    [Theory]
    [InlineData("plain")]
    [InlineData("adaptive")]
    [InlineData("simple_driver")]
    [InlineData("with_library")]
    public async Task Warm_frames_are_those_of_Blender_by_itself_to_the_last_bit(string scene)
    {
        await using var blender = await BlenderProcess.StartAsync(await scenes.OrderAsync(scene));
        using var other = await blender.RenderedAsync(7);
        using var frame = await blender.RenderedAsync(3);
        var bare = await scenes.RenderBareAsync(scene, 3);

        Assert.Equal(bare.Exr, frame.Pixels.Read(Whole));
        Assert.NotEqual(other.Commitment, frame.Commitment);
        Assert.Equal(Grid.Count, frame.Tiles.Count);
        Assert.Equal(frame.Tiles[5], frame.Pixels.HashTiles([Grid.RectangleOf(5)])[0]);
    }

    [Theory]
    [InlineData("plain", ImageFormat.Png)]
    [InlineData("plain", ImageFormat.Exr)]
    [InlineData("plain", ImageFormat.Jpeg)]
    [InlineData("adaptive", ImageFormat.Png)]
    [InlineData("composited", ImageFormat.Png)]
    [InlineData("composited", ImageFormat.Exr)]
    [InlineData("two_layers", ImageFormat.Png)]
    [InlineData("with_system_font", ImageFormat.Png)]
    public async Task A_verifier_finds_an_honest_frame_good(string scene, ImageFormat format)
    {
        await using var worker = await BlenderProcess.StartAsync(await OrderAsync(scene, format));
        await using var verifier = await BlenderProcess.StartAsync(await OrderAsync(scene, format));
        using var frame = await worker.RenderedAsync(4);
        using var other = await verifier.CheckAsync(9, [0], BlenderScenes.Patience);
        using var mine = await verifier.CheckAsync(4, SomeTiles, BlenderScenes.Patience);
        using var whole = await verifier.CheckAsync(4, null, BlenderScenes.Patience);

        var verdict = await verifier.BindAsync(
            mine, frame.File, frame.Passes, frame.Commitment, BlenderScenes.Patience);
        var wholeVerdict = await verifier.BindAsync(
            whole, frame.File, null, frame.Commitment, BlenderScenes.Patience);

        Assert.Equal(SomeTiles.Select(tile => frame.Tiles[tile]), mine.TileHashes);
        Assert.NotEqual(frame.Tiles[0], other.TileHashes[0]);
        Assert.Equal(frame.Commitment, whole.Commitment);
        Assert.Equal(format == ImageFormat.Jpeg ? "alike" : "equal", verdict.Reason);
        Assert.True(verdict.Bound && wholeVerdict.Bound);
        Assert.Equal("equal", wholeVerdict.Reason);
        Assert.Equal(scene == "composited", frame.Passes is not null);
    }

    [Fact]
    public async Task The_delivered_PNG_is_that_of_Blender_by_itself()
    {
        foreach (var scene in new[] { "plain", "composited" })
        {
            var order = await OrderAsync(scene, ImageFormat.Png);
            await using var blender = await BlenderProcess.StartAsync(order);
            using var frame = await blender.RenderedAsync(3);
            var bare = await scenes.RenderBareAsync(scene, 3);
            using var whole = await blender.CheckAsync(3, null, BlenderScenes.Patience);

            Assert.Equal(bare.Png, MemoryMarshal.Cast<byte, float>(whole.Delivered!.Read(Whole)).ToArray());
            Assert.Equal("equal", (await blender.BindAsync(
                whole, frame.File, null, frame.Commitment, BlenderScenes.Patience)).Reason);
        }
    }

    [Fact]
    public async Task Half_the_samples_are_caught_on_every_tile()
    {
        const string Cheat = "import bpy\nseen = {}\n@bpy.app.handlers.persistent\ndef half(scene, *_):\n"
            + "    whole = seen.setdefault(scene.name, scene.cycles.samples)\n    scene.cycles.samples = whole // 2\n"
            + "bpy.app.handlers.render_pre.append(half)";
        var order = await OrderAsync("plain", ImageFormat.Png);
        await using var cheat = await BlenderProcess.StartAsync(order with { Program = scenes.Wrapped(Cheat) });
        await using var verifier = await BlenderProcess.StartAsync(await OrderAsync("plain", ImageFormat.Png));
        using var frame = await cheat.RenderedAsync(4);
        using var mine = await verifier.CheckAsync(4, TexturedTiles, BlenderScenes.Patience);

        Assert.All(TexturedTiles.Zip(mine.TileHashes), pair => Assert.NotEqual(frame.Tiles[pair.First], pair.Second));
        Assert.Equal("pixels-differ", (await verifier.BindAsync(
            mine, frame.File, null, frame.Commitment, BlenderScenes.Patience)).Reason);
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_rendered_is_caught()
    {
        var order = await OrderAsync("plain", ImageFormat.Png);
        await using var blender = await BlenderProcess.StartAsync(order);
        using var frame = await blender.RenderedAsync(4);
        using var swapped = await blender.RenderedAsync(5);
        using var mine = await blender.CheckAsync(4, SomeTiles, BlenderScenes.Patience);
        var truncated = Path.Combine(order.ResultFolder, "truncated.png");
        await File.WriteAllBytesAsync(truncated, (await File.ReadAllBytesAsync(frame.File))[..2000]);
        var noPicture = Path.Combine(order.ResultFolder, "text.png");
        await File.WriteAllTextAsync(noPicture, "not a picture");
        var small = Path.Combine(scenes.Folder, "textures", "checker.png");

        Task<FileVerdict> BindAsync(string file) =>
            blender.BindAsync(mine, file, null, frame.Commitment, BlenderScenes.Patience);

        Assert.Equal("equal", (await BindAsync(frame.File)).Reason);
        Assert.Equal("pixels-differ", (await BindAsync(swapped.File)).Reason);
        Assert.Equal("size-differs", (await BindAsync(small)).Reason);
        Assert.Equal("undecodable", (await BindAsync(noPicture)).Reason);
        Assert.False((await BindAsync(truncated)).Bound);
    }

    [Fact]
    public async Task Composited_frames_are_bound_by_the_passes_that_the_worker_committed_to()
    {
        await using var blender = await BlenderProcess.StartAsync(await OrderAsync("composited", ImageFormat.Png));
        using var frame = await blender.RenderedAsync(4);
        using var other = await blender.RenderedAsync(5);
        using var mine = await blender.CheckAsync(4, SomeTiles, BlenderScenes.Patience);

        async Task<string> BindAsync(RenderedFrame file, string? passes) => (await blender.BindAsync(
            mine, file.File, passes, frame.Commitment, BlenderScenes.Patience)).Reason;

        Assert.Equal("equal", await BindAsync(frame, frame.Passes));
        Assert.Equal("pixels-differ", await BindAsync(other, frame.Passes));
        Assert.Equal("passes-differ", await BindAsync(other, other.Passes));
        Assert.Equal("passes-missing", await BindAsync(frame, null));
        Assert.Equal("passes-undecodable", await BindAsync(frame, frame.File));

        // The scene itself renders as before: its Render Layers node is back.
        using var again = await blender.RenderedAsync(4);
        Assert.Equal(frame.Commitment, again.Commitment);
        Assert.Equal("equal", await BindAsync(again, frame.Passes));
    }

    [Fact]
    public async Task Baked_in_one_task_physics_repeat()
    {
        var order = await OrderAsync("unbaked", ImageFormat.Png);
        var settings = order.Settings with { OneTask = true };
        await using var worker = await BlenderProcess.StartAsync(order with { Settings = settings });
        order = await OrderAsync("unbaked", ImageFormat.Png);
        await using var verifier = await BlenderProcess.StartAsync(order with { Settings = settings });
        using var frame = await worker.RenderedAsync(8);
        using var other = await verifier.CheckAsync(2, SomeTiles, BlenderScenes.Patience);
        using var mine = await verifier.CheckAsync(8, SomeTiles, BlenderScenes.Patience);

        Assert.Equal(SomeTiles.Select(tile => frame.Tiles[tile]), mine.TileHashes);
    }

    [Fact]
    public async Task Size_samples_and_format_are_those_of_the_job()
    {
        var order = await OrderAsync("plain", ImageFormat.Jpeg);
        var settings = order.Settings with { Width = 100, Height = 56, Samples = 3 };
        await using var blender = await BlenderProcess.StartAsync(order with { Settings = settings });
        using var frame = await blender.RenderedAsync(1);

        Assert.Equal((100, 56, 3), (blender.Scene.Width, blender.Scene.Height, frame.Samples));
        Assert.Equal(new TileGrid(100, 56).Count, frame.Tiles.Count);
        Assert.Equal([0xFF, 0xD8], (await File.ReadAllBytesAsync(frame.File))[..2]);
    }

    [Fact]
    public async Task The_example_scene_is_packed_and_verified_tile_by_tile()
    {
        var packed = await new ScenePacker().PackAsync(Path.Combine(ExampleFolder(), "scene.blend"));
        var order = await scenes.OrderAsync("plain");
        order = order with
        {
            Main = packed.Main,
            Files = [.. packed.Files.Select(file => new PlacedFile(file.Path, file.Source))],
            Settings = order.Settings with { Width = packed.Facts.Width / 2, Height = packed.Facts.Height / 2 },
        };
        await using var blender = await BlenderProcess.StartAsync(order);
        using var frame = await blender.RenderAsync(20, BlenderScenes.Patience);
        using var other = await blender.RenderAsync(2, BlenderScenes.Patience);
        using var mine = await blender.CheckAsync(20, SomeTiles, BlenderScenes.Patience);

        Assert.Equal(SomeTiles.Select(tile => frame.Tiles[tile]), mine.TileHashes);
        Assert.Equal("equal", (await blender.BindAsync(
            mine, frame.File, null, frame.Commitment, BlenderScenes.Patience)).Reason);
    }

    private static string ExampleFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Heliostat.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "examples", "render-a-scene");
    }

    private async Task<BlenderOrder> OrderAsync(string scene, ImageFormat format)
    {
        const string Font = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";
        var order = await scenes.OrderAsync(scene, format);
        return scene == "with_system_font"
            ? order with { Files = [.. order.Files, new PlacedFile(ScenePlaces.Moved + Font, Font)] }
            : order;
    }
}
