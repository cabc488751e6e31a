using Heliostat.Client.Packing;
using Heliostat.Node.Tests.Runners.Blender;

namespace Heliostat.Node.Tests.Packing;

/// <summary>
/// What a submitter's Blender finds in a scene, and which scenes are refused before anything is uploaded.
/// </summary>
public sealed class ScenePackerTests(BlenderScenes scenes)
{
    [Fact]
    public async Task A_scene_is_packed_with_its_textures_and_libraries()
    {
        var main = await scenes.SceneAsync("with_library");

        var packed = await new ScenePacker().PackAsync(main);

        Assert.Equal(main, packed.Main);
        var texture = Path.Combine(scenes.Folder, "textures", "checker.png");
        var library = Path.Combine(scenes.Folder, "plain.blend");
        PackedFile[] expected = [new(library, "library"), new(texture, "image texture"), new(main, "scene")];
        Assert.Equal(expected, packed.Files);
        Assert.Equal((BlenderScenes.Width, BlenderScenes.Height), (packed.Facts.Width, packed.Facts.Height));
        Assert.Equal((1, 10, 8), (packed.Facts.FrameFirst, packed.Facts.FrameLast, packed.Facts.Samples));
    }

    [Theory]
    [InlineData("no_camera", ScenePackingException.WithoutCamera)]
    [InlineData("eevee", ScenePackingException.EngineUnsupported)]
    [InlineData("unbaked", ScenePackingException.PhysicsUnbaked)]
    [InlineData("evil_freestyle", ScenePackingException.Unsupported)]
    [InlineData("missing", ScenePackingException.NotFound)]
    public async Task A_scene_that_no_node_can_render_is_refused(string scene, string code) =>
        Assert.Equal(code, await CodeOfAsync(new ScenePacker(), await scenes.SceneAsync(scene)));

    [Fact]
    public async Task Unbaked_physics_are_taken_as_one_task()
    {
        var packer = new ScenePacker { OneTask = true };

        Assert.Single((await packer.PackAsync(await scenes.SceneAsync("unbaked"))).Facts.Unbaked);
    }

    [Fact]
    public async Task Files_that_are_no_scenes_are_refused()
    {
        var text = Path.Combine(scenes.Folder, "packed-text.blend");
        await File.WriteAllTextAsync(text, "not a scene");
        var half = Path.Combine(scenes.Folder, "packed-half.blend");
        var whole = await File.ReadAllBytesAsync(await scenes.SceneAsync("plain"));
        await File.WriteAllBytesAsync(half, whole[..(whole.Length / 2)]);

        Assert.Equal(ScenePackingException.NotABlend, await CodeOfAsync(new ScenePacker(), text));
        Assert.Equal(ScenePackingException.Unreadable, await CodeOfAsync(new ScenePacker(), half));
    }

    [Fact]
    public async Task A_texture_that_is_not_there_is_named()
    {
        var folder = Directory.CreateDirectory(Path.Combine(scenes.Folder, "alone")).FullName;
        var scene = Path.Combine(folder, "alone.blend");
        File.Copy(await scenes.SceneAsync("plain"), scene);

        var refusal = await Assert.ThrowsAsync<ScenePackingException>(() => new ScenePacker().PackAsync(scene));

        Assert.Equal(ScenePackingException.FilesMissing, refusal.Code);
        Assert.Contains(Path.Combine(folder, "textures", "checker.png"), refusal.Message);
    }

    [Fact]
    public async Task Without_Blender_it_says_what_to_install()
    {
        var packer = new ScenePacker("no-such-blender");

        var refusal = await Assert.ThrowsAsync<ScenePackingException>(
            async () => await packer.PackAsync(await scenes.SceneAsync("plain")));

        Assert.Equal(ScenePackingException.BlenderMissing, refusal.Code);
        Assert.Contains("apt-get install blender", refusal.Message);
    }

    private static async Task<string> CodeOfAsync(ScenePacker packer, string scene) =>
        (await Assert.ThrowsAsync<ScenePackingException>(() => packer.PackAsync(scene))).Code;
}
