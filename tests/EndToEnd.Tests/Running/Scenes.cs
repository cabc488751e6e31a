namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>Small scenes, made by a real Blender.</summary>
internal static class Scenes
{
    public const string Blender = "/usr/bin/blender";

    /// <summary>Makes one of the kinds that make_scene.py knows; the path of its .blend.</summary>
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
        var depth = format == "OPEN_EXR"
            ? "import bpy; s = bpy.context.scene.render.image_settings; s.file_format = 'OPEN_EXR'; "
                + "s.color_depth = '32'"
            : "";
        Directory.CreateDirectory(folder);
        var run = await ToolRun.RunAsync(
            Blender,
            [
                "-b", "-Y", scene, "-E", "CYCLES", "--python-expr", depth,
                "-o", Path.Combine(folder, "frame_####"), "-F", format, "-s", $"{first}", "-e", $"{last}", "-a",
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

    /// <summary>
    /// By how much any number of the pictures of one folder differs from the other's of that name; of a multilayer file
    /// the numbers of all channels.
    /// </summary>
    public static async Task<string> MaxDifferenceAsync(string expected, string actual, int count)
    {
        var said = await RunAsync(
            Places.Asset("max_difference.py"),
            Path.Combine(Places.Root, "src", "Heliostat.Node", "Runners", "Blender", "Scripts"), expected, actual);
        var line = said.Split('\n').Single(line => line.StartsWith("MAX DIFFERENCE ", StringComparison.Ordinal));
        Assert.EndsWith($" OF {count} PICTURES", line, StringComparison.Ordinal);
        return line.Split(' ')[2];
    }

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var run = await ToolRun.RunAsync(
            Blender, ["-b", "--factory-startup", "--python-exit-code", "3", "-P", script, "--", .. arguments]);
        return run.Succeeded().Output;
    }
}
