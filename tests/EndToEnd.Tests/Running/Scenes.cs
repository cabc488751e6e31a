namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>Small scenes, made by a real Blender.</summary>
internal static class Scenes
{
    public const string Blender = "/usr/bin/blender";

    /// <summary>Makes one: <c>small</c>, <c>small-jpeg</c> or <c>no-camera</c>; the path of its .blend.</summary>
    public static async Task<string> MakeAsync(string folder, string kind)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{kind}.blend");
        await RunAsync(Places.Asset("make_scene.py"), kind, path);
        return path;
    }

    /// <summary>Renders frames with bare Blender, as <c>frame_0001.png</c> and so on.</summary>
    public static async Task RenderBareAsync(string scene, string folder, int first, int last)
    {
        Directory.CreateDirectory(folder);
        var run = await ToolRun.RunAsync(
            Blender,
            [
                "-b", "-Y", scene, "-E", "CYCLES", "-o", Path.Combine(folder, "frame_####"), "-F", "PNG",
                "-s", $"{first}", "-e", $"{last}", "-a",
            ]);
        run.Succeeded();
        Counts.Renders(last - first + 1);
    }

    /// <summary>Fails unless each picture of one folder has exactly the pixels of the other's of that name.</summary>
    public static async Task AssertSamePixelsAsync(string expected, string actual, int count)
    {
        var said = await RunAsync(Places.Asset("compare_pictures.py"), expected, actual);
        Assert.Contains($"SAME {count}", said, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var run = await ToolRun.RunAsync(
            Blender, ["-b", "--factory-startup", "--python-exit-code", "3", "-P", script, "--", .. arguments]);
        return run.Succeeded().Output;
    }
}
