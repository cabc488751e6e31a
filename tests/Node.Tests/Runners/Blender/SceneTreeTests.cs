using Heliostat.Node.Runners;
using Heliostat.Node.Runners.Blender;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Tests.Runners.Blender;

/// <summary>Where a box shows the files of a scene.</summary>
public sealed class SceneTreeTests(BlenderScenes scenes)
{
    [Theory]
    [InlineData("/home/artist/scene.blend", "/home")]
    [InlineData("/scene.blend", "/scene.blend")]
    [InlineData("/moved/usr/share/scene.blend", "/moved/usr")]
    [InlineData("/run/media/disk/scene.blend", "/run/media")]
    public async Task Only_the_uppermost_folders_are_shown(string path, string place)
    {
        var order = await OrderAsync(path);

        var tree = new SceneTree(order);

        Assert.Equal([place], tree.Binds.Select(bind => bind.Target).Where(target => target == place));
        Assert.True(File.Exists(order.WorkFolder + "/scene" + path));
    }

    [Theory]
    [InlineData("/home/../etc/passwd")]
    [InlineData("scene.blend")]
    [InlineData("C:\\scene.blend")]
    [InlineData("/usr/share/fonts/serif.ttf")]
    [InlineData("/etc/passwd")]
    [InlineData("/proc/self/mem")]
    [InlineData("/dev/null")]
    [InlineData("/tmp/clone/scene.blend")]
    [InlineData("/out/frame.png")]
    [InlineData("/driver/driver.py")]
    [InlineData("/home/artist/scene.blend/texture.png")]
    public async Task Paths_that_lead_elsewhere_are_refused(string path)
    {
        var order = await OrderAsync("/home/artist/scene.blend");
        var more = order with { Files = [.. order.Files, order.Files[0] with { Original = path }] };

        var failure = Assert.Throws<RunFailedException>(() => new SceneTree(more));

        Assert.Equal(FailureReasons.SceneUnreadable, failure.Failure.Reason);
    }

    [Fact]
    public async Task A_scene_may_have_thousands_of_files()
    {
        var order = await scenes.OrderAsync("plain");
        var texture = order.Files.First(file => file.Original.EndsWith(".png", StringComparison.Ordinal));
        var many = Enumerable.Range(0, 5000).Select(i => texture with { Original = $"/home/artist/cache/{i:D6}.png" });
        await using var blender = await BlenderProcess.StartAsync(order with { Files = [.. order.Files, .. many] });

        Assert.Equal(BlenderScenes.Width, blender.Scene.Width);
    }

    private async Task<BlenderOrder> OrderAsync(string main)
    {
        var order = await scenes.OrderAsync("plain");
        Directory.CreateDirectory(order.WorkFolder);
        return order with { Main = main, Files = [order.Files[0] with { Original = main }] };
    }
}
