using Heliostat.Client.Packing;
using Heliostat.Node.Runners;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Tests.Runners.Blender;
using Heliostat.Protocol.Jobs;

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

        Assert.Equal(ScenePlaces.Moved + main, packed.Main);
        var texture = Path.Combine(scenes.Folder, "textures", "checker.png");
        var library = Path.Combine(scenes.Folder, "plain.blend");
        PackedFile[] expected =
        [
            new(ScenePlaces.Moved + library, library, "library"),
            new(ScenePlaces.Moved + texture, texture, "image texture"),
            new(ScenePlaces.Moved + main, main, "scene"),
        ];
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
    public async Task What_is_missing_is_named_with_what_uses_it_and_scripts_stay()
    {
        var scene = await scenes.SceneAsync("incomplete");

        var refusal = await Assert.ThrowsAsync<ScenePackingException>(() => new ScenePacker().PackAsync(scene));
        var packed = await new ScenePacker { AllowMissing = true }.PackAsync(scene);

        Assert.Equal(ScenePackingException.FilesMissing, refusal.Code);
        Assert.Contains("gone.png (image texture: image 'gone' of material 'of gone')", refusal.Message);
        Assert.Contains("--allow-missing", refusal.Message);
        var textures = Path.Combine(scenes.Folder, "textures");
        Assert.Equal(
            [Path.Combine(textures, "gone.png"), Path.Combine(textures, "skin.1002.png")],
            packed.Missing.Select(file => file.Source));
        Assert.Contains(packed.Files, file => file.Source == Path.Combine(textures, "skin.1001.png"));
        var script = Assert.Single(packed.LeftOut);
        Assert.Equal((Path.Combine(scenes.Folder, "rig.py"), "script"), (script.Source, script.Use));
        Assert.DoesNotContain(packed.Files, file => file.Source == script.Source);
    }

    [Fact]
    public async Task What_its_owner_let_go_may_be_missing_on_a_node_and_nothing_else()
    {
        var packed = await new ScenePacker { AllowMissing = true }.PackAsync(await scenes.SceneAsync("incomplete"));
        var order = await scenes.OrderAsync("plain") with
        {
            Main = packed.Main,
            Files = [.. packed.Files.Select(file => new PlacedFile(file.Path, file.Source))],
            Missing = [.. packed.Missing.Select(file => file.Path)],
        };

        await using var blender = await BlenderProcess.StartAsync(order);
        var failure = await Assert.ThrowsAsync<RunFailedException>(
            () => BlenderProcess.StartAsync(order with
            {
                Missing = [order.Missing[0]],
                WorkFolder = order.WorkFolder + "-less",
            }));

        Assert.Equal(BlenderScenes.Width, blender.Scene.Width);
        Assert.Equal(FailureReasons.FileMissing, failure.Failure.Reason);
        Assert.DoesNotContain("/", failure.Failure.Detail);
    }

    [Fact]
    public async Task Files_of_the_system_are_not_sent_even_behind_a_link()
    {
        var packer = new ScenePacker { AllowMissing = true };

        var refusal = await Assert.ThrowsAsync<ScenePackingException>(
            async () => await packer.PackAsync(await scenes.SceneAsync("thief")));

        Assert.Equal(ScenePackingException.FilesRefused, refusal.Code);
        Assert.Contains("/etc/hosts", refusal.Message);
        Assert.Contains("/etc/passwd", refusal.Message);
    }

    [Fact]
    public async Task The_packer_and_the_protocol_know_the_same_places()
    {
        var script = await new StreamReader(typeof(ScenePacker).Assembly.GetManifestResourceStream(
            "packing/scene_paths.py")!).ReadToEndAsync();

        Assert.Equal(ScenePlaces.Forbidden, Listed("PLACES_FORBIDDEN"));
        Assert.Equal(ScenePlaces.OnlyBelow, [.. Listed("PLACES_ONLY_BELOW"), ScenePlaces.Moved]);
        Assert.Contains($"MOVED = \"{ScenePlaces.Moved}\"", script);

        IEnumerable<string> Listed(string name)
        {
            var start = script.IndexOf($"{name} = (", StringComparison.Ordinal);
            var text = script[start..script.IndexOf(")\n", start, StringComparison.Ordinal)];
            return text.Split('"').Where((_, i) => i % 2 == 1);
        }
    }

    [Fact]
    public async Task A_scene_that_is_as_it_was_is_not_opened_again()
    {
        var folder = Directory.CreateDirectory(Path.Combine(scenes.Folder, "remembered")).FullName;
        var (scene, textures) = (Path.Combine(folder, "scene.blend"), Path.Combine(folder, "textures"));
        File.Copy(await scenes.SceneAsync("plain"), scene);
        Directory.CreateDirectory(textures);
        File.Copy(Path.Combine(scenes.Folder, "textures", "checker.png"), Path.Combine(textures, "checker.png"));
        File.SetLastWriteTimeUtc(scene, LongAgo);
        var marks = Path.Combine(folder, "marks");
        var blender = Path.Combine(folder, "blender");
        await File.WriteAllTextAsync(blender, $"#!/bin/sh\necho x >> {marks}\nexec blender \"$@\"\n");
        BlenderScenes.Executable(blender);
        Assert.Equal(1, await PackedTimesAsync());
        File.SetLastWriteTimeUtc(scene, LongAgo.AddSeconds(1));
        Assert.Equal(2, await PackedTimesAsync());
        File.Delete(Path.Combine(textures, "checker.png"));
        Assert.Equal(3, await PackedTimesAsync());
        File.Copy(Path.Combine(scenes.Folder, "textures", "checker.png"), Path.Combine(textures, "checker.png"));
        Assert.Equal(4, await PackedTimesAsync());

        async Task<int> PackedTimesAsync()
        {
            var memory = Path.Combine(folder, "memory");
            var packer = new ScenePacker(blender) { MemoryFolder = memory, AllowMissing = true };
            var (first, second) = (await packer.PackAsync(scene), await packer.PackAsync(scene));
            Assert.Equal(2, first.Files.Count + first.Missing.Count);
            Assert.Equal(first.Files, second.Files);
            Assert.Equal(first.Missing, second.Missing);
            return (await File.ReadAllLinesAsync(marks)).Length;
        }
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

    private static readonly DateTime LongAgo = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private static async Task<string> CodeOfAsync(ScenePacker packer, string scene) =>
        (await Assert.ThrowsAsync<ScenePackingException>(() => packer.PackAsync(scene))).Code;
}
