namespace Heliostat.Node.Tests.Support;

/// <summary>What is left of the boxes of a test.</summary>
internal static class Boxes
{
    /// <summary>Fails when a process of a run lives: each sees its run's own folder among its mounts.</summary>
    public static void AssertNoProcess(string workFolder)
    {
        foreach (var mounts in Directory.EnumerateDirectories("/proc").Select(path => Path.Combine(path, "mountinfo")))
        {
            try
            {
                Assert.DoesNotContain(workFolder + "/out", File.Exists(mounts) ? File.ReadAllText(mounts) : "");
            }
            catch (IOException)
            {
                // It ended while it was looked at.
            }
        }
    }
}
