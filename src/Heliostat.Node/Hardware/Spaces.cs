using System.Globalization;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Hardware;

/// <summary>How much memory and disk there is, and how much of it is free.</summary>
internal static class Spaces
{
    private const string MemoryName = "memory";
    private const int BytesPerKibibyte = 1_024;

    /// <summary>The memory, of the text of <c>/proc/meminfo</c> and of what a container leaves of it.</summary>
    public static SpaceState Memory(string meminfo, long totalBytes)
    {
        var free = BytesOf(meminfo, "MemAvailable:") ?? 0;
        return new SpaceState(MemoryName, totalBytes, Math.Min(free, totalBytes));
    }

    /// <summary>The file system of a folder, called by its kind: a path is no stranger's business.</summary>
    public static SpaceState Drive(string folder)
    {
        var drive = new DriveInfo(Nearest(folder));
        return new SpaceState($"work ({drive.DriveFormat})", drive.TotalSize, drive.AvailableFreeSpace);
    }

    /// <summary>The folder, or the nearest above it that is there already.</summary>
    public static string Nearest(string folder)
    {
        var there = new DirectoryInfo(folder);
        while (!there.Exists && there.Parent is { } parent)
        {
            there = parent;
        }

        return there.FullName;
    }

    private static long? BytesOf(string meminfo, string name)
    {
        var line = meminfo.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kibibytes, ..]
            && long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var read)
                ? read * BytesPerKibibyte
                : null;
    }
}
