using System.Globalization;

namespace Heliostat.Node.Sandbox;

/// <summary>Reads from /proc what a process and its descendants have used, where no control group counts it.</summary>
internal static class ProcessTree
{
    private const int ClockTicksSetting = 2;
    private const int ParentField = 1;
    private const int UserTicksField = 11;
    private const int SystemTicksField = 12;

    private static readonly long TicksPerSecond =
        OperatingSystem.IsLinux() ? Math.Max(1, PosixCalls.SystemSetting(ClockTicksSetting)) : 1;

    /// <summary>The CPU time of the process and of its descendants that still live.</summary>
    public static TimeSpan CpuTime(int root)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => Path.GetFileName(folder))
            .Where(name => char.IsAsciiDigit(name[0]))
            .Select(name => (Id: int.Parse(name, CultureInfo.InvariantCulture), Fields: ReadStat(name)))
            .Where(entry => entry.Fields.Length > SystemTicksField)
            .ToDictionary(entry => entry.Id, entry => entry.Fields);
        var ticks = all.Where(entry => Descends(entry.Key, root, all))
            .Sum(entry => Number(entry.Value[UserTicksField]) + Number(entry.Value[SystemTicksField]));
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    private static bool Descends(int id, int root, Dictionary<int, string[]> all)
    {
        while (id != root)
        {
            if (!all.TryGetValue(id, out var fields))
            {
                return false;
            }

            id = (int)Number(fields[ParentField]);
        }

        return all.ContainsKey(root);
    }

    // The name of the program stands in brackets and may hold anything, so the fields are counted from its end.
    private static string[] ReadStat(string name)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{name}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
