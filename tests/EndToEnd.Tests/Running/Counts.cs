namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>Tells <c>./test</c> how much was really done.</summary>
internal static class Counts
{
    private static readonly Lock Gate = new();

    /// <summary>Frames that a real Blender rendered.</summary>
    public static void Renders(int frames) => Add("renders", frames);

    /// <summary>Adds to what was counted under a name.</summary>
    public static void Add(string name, int count)
    {
        if (Environment.GetEnvironmentVariable("HELIOSTAT_TEST_COUNTS") is not { Length: > 0 } file)
        {
            return;
        }

        lock (Gate)
        {
            File.AppendAllText(file, $"{name} {count}\n");
        }
    }
}
