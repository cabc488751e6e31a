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

    /// <summary>
    /// Makes a scene of many files in many folders; the path of its .blend. With <c>windows</c> its paths are of there.
    /// </summary>
    public static async Task<string> MakeNestedAsync(string folder, bool windows = false)
    {
        Directory.CreateDirectory(folder);
        await RunAsync(Places.Asset("make_nested_scene.py"), windows ? [folder, "windows"] : [folder]);
        return Path.Combine(folder, "project", "scene.blend");
    }

    /// <summary>Renders frames with bare Blender, as <c>frame_0001.png</c> and so on.</summary>
    public static async Task RenderBareAsync(string scene, string folder, int first, int last, string format = "PNG")
    {
        Directory.CreateDirectory(folder);
        var run = await ToolRun.RunAsync(
            Blender,
            [
                "-b", "-Y", scene, "-E", "CYCLES", "-o", Path.Combine(folder, "frame_####"), "-F", format,
                "-s", $"{first}", "-e", $"{last}", "-a",
            ]);
        run.Succeeded();
        Counts.Renders(last - first + 1);
    }

    /// <summary>What the comparison of two folders of pictures says.</summary>
    public static Task<string> CompareAsync(string expected, string actual) =>
        RunAsync(Places.Asset("compare_pictures.py"), expected, actual);

    /// <summary>Fails unless each picture of one folder has exactly the pixels of the other's of that name.</summary>
    public static async Task AssertSamePixelsAsync(string expected, string actual, int count)
    {
        var said = await CompareAsync(expected, actual);
        Assert.Contains($"SAME {count}", said, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var run = await ToolRun.RunAsync(
            Blender, ["-b", "--factory-startup", "--python-exit-code", "3", "-P", script, "--", .. arguments]);
        return run.Succeeded().Output;
    }
}
