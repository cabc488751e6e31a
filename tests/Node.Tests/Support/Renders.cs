using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Tests.Runners.Blender;

namespace Heliostat.Node.Tests.Support;

/// <summary>Counts the frames that a real Blender rendered, for the sum that ./test prints.</summary>
internal static class Renders
{
    private static readonly Lock OneAtATime = new();

    public static void Count()
    {
        if (Environment.GetEnvironmentVariable("HELIOSTAT_TEST_COUNTS") is not { Length: > 0 } file)
        {
            return;
        }

        lock (OneAtATime)
        {
            File.AppendAllText(file, "renders 1\n");
        }
    }

    /// <summary>Renders a frame, and counts it once it is there.</summary>
    public static async Task<RenderedFrame> RenderedAsync(this BlenderProcess blender, int frame)
    {
        var rendered = await blender.RenderAsync(frame, BlenderScenes.Patience);
        Count();
        return rendered;
    }
}
