using System.Globalization;

namespace Heliostat.Bench.Upload;

/// <summary>The most memory that a process has had at once, by Linux's account.</summary>
internal static class PeakMemory
{
    private const string Name = "VmHWM:";
    private const int KibibytesInMegabyte = 1_000_000 / 1024;

    /// <summary>Megabytes; null for a process that is gone.</summary>
    public static int? MegabytesOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
            return line is null
                ? null
                : int.Parse(line[Name.Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture) / KibibytesInMegabyte;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
