using System.Globalization;

namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>A disk of a few megabytes, in memory, mounted for one test.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Mounts one; skips the test where that is not allowed.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, int size, char unit = 'm')
    {
        Directory.CreateDirectory(folder);
        var options = string.Create(CultureInfo.InvariantCulture, $"size={size}{unit},mode=700");
        var run = await ToolRun.RunAsync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
        Assert.SkipUnless(run.Code == 0, $"Only root may mount a small disk: {run.Error}");
        return new SmallDisk(folder);
    }

    /// <summary>Fills it up to the last few kilobytes.</summary>
    public void Fill(int kilobytesLeft)
    {
        var free = new DriveInfo(_folder).AvailableFreeSpace - (kilobytesLeft * 1024L);
        using var file = File.Create(Filler);
        var block = new byte[1024];
        for (; free >= block.Length; free -= block.Length)
        {
            file.Write(block);
        }
    }

    /// <summary>Makes room again.</summary>
    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync() => (await ToolRun.RunAsync("umount", ["-l", _folder])).Succeeded();
}
