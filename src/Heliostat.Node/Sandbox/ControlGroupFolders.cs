using System.Globalization;

namespace Heliostat.Node.Sandbox;

/// <summary>Makes, reads and removes the folders of control groups, which stand for runs.</summary>
internal static class ControlGroupFolders
{
    private const string NamePrefix = "heliostat-";
    private const int RemovalTriesMax = 200;
    private const int RemovalPauseMilliseconds = 10;

    /// <summary>A new name that tells which agent made the group, so that a later one can clear up after it.</summary>
    public static string NewName() => $"{NamePrefix}{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..12]}";

    /// <summary>Whether a group can be made in this folder.</summary>
    public static bool CanMakeIn(string folder)
    {
        var trial = Path.Combine(folder, NewName());
        try
        {
            Directory.CreateDirectory(trial);
            Directory.Delete(trial);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Ends and removes what agents that are no more have left behind.</summary>
    public static void Sweep(string folder)
    {
        foreach (var left in Directory.EnumerateDirectories(folder, NamePrefix + "*").Where(IsOrphan))
        {
            Remove(left);
        }
    }

    public static IReadOnlyList<int> Members(string folder)
    {
        try
        {
            return [.. File.ReadLines(Path.Combine(folder, "cgroup.procs"))
                .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
                .Where(id => id > 0)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Kills what is still in the group, and removes it.</summary>
    public static void Remove(string folder)
    {
        for (var i = 0; i < RemovalTriesMax && Directory.Exists(folder); i++)
        {
            foreach (var id in Members(folder))
            {
                _ = PosixCalls.Kill(id, PosixCalls.SignalKill);
            }

            if (TryDelete(folder))
            {
                return;
            }

            // A killed process leaves its group only when the system has taken it apart.
            Thread.Sleep(RemovalPauseMilliseconds);
        }
    }

    public static long? ReadNumber(string path, string? key = null)
    {
        try
        {
            var lines = File.ReadLines(path);
            var text = key is null
                ? lines.First()
                : lines.First(line => line.StartsWith(key + " ", StringComparison.Ordinal))[(key.Length + 1)..];
            return long.Parse(text, CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or FormatException
            or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes a limit, and says whether the system took it.</summary>
    public static bool TryWrite(string path, long value)
    {
        try
        {
            File.WriteAllText(path, value.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            // Not recursive: the files of a control group cannot be deleted, only its folder can.
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(folder);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsOrphan(string folder)
    {
        var owner = Path.GetFileName(folder)[NamePrefix.Length..].Split('-')[0];
        return int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && !Directory.Exists($"/proc/{id}");
    }
}
