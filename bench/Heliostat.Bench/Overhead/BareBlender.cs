using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Heliostat.Bench.Overhead;

/// <summary>Blender as anyone would run it: one process, <c>-b … -a</c>.</summary>
internal static partial class BareBlender
{
    /// <summary>How long one frame took by Blender's own account.</summary>
    public static async Task<double> FrameSecondsAsync(string scene, int samples, BenchFolder folder)
    {
        var (_, output) = await RenderAsync(scene, samples, 1, folder);
        var time = FrameTime().Match(output);
        return time.Success
            ? (60 * double.Parse(time.Groups[1].Value, CultureInfo.InvariantCulture))
                + double.Parse(time.Groups[2].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"Blender did not say how long its frame took:\n{output}");
    }

    /// <summary>Renders frames 1 to n and tells how long the whole process took.</summary>
    public static async Task<(TimeSpan Wall, string Output)> RenderAsync(
        string scene, int samples, int frames, BenchFolder folder)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(
            "blender",
            [
                "-b", "-Y", scene, "-t", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
                "--python-expr", $"import bpy; bpy.context.scene.cycles.samples = {samples}",
                "-o", folder.Under("bare/frame_####"), "-F", "PNG",
                "-s", "1", "-e", frames.ToString(CultureInfo.InvariantCulture), "-a",
            ])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (Stopwatch.GetElapsedTime(started), output)
            : throw new InvalidOperationException($"Blender failed:\n{output}");
    }

    [GeneratedRegex(@"Time: (\d+):(\d+\.\d+) \(Saving")]
    private static partial Regex FrameTime();
}
