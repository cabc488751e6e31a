using System.Globalization;

namespace Heliostat.Bench;

/// <summary>
/// A control group that holds a process, and all that it starts, to a part of one core. Needs root and version 1 or 2
/// of control groups.
/// </summary>
internal sealed class CpuQuota : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private const int PeriodMicroseconds = 100_000;

    private static readonly TimeSpan RemovalMax = TimeSpan.FromSeconds(10);

    private readonly string _folder;

    public CpuQuota(string name, double cores)
    {
        var quota = ((int)(cores * PeriodMicroseconds)).ToString(CultureInfo.InvariantCulture);
        var isFirstVersion = Directory.Exists($"{Root}/cpu");
        _folder = Directory.CreateDirectory(
            Path.Combine(isFirstVersion ? $"{Root}/cpu" : Root, $"{name}-{Environment.ProcessId}")).FullName;
        if (isFirstVersion)
        {
            Write("cpu.cfs_period_us", $"{PeriodMicroseconds}");
            Write("cpu.cfs_quota_us", quota);
        }
        else
        {
            Write("cpu.max", $"{quota} {PeriodMicroseconds}");
        }
    }

    /// <summary>A command that starts another in the group.</summary>
    public IReadOnlyList<string> Entry => ["sh", "-c", $"echo $$ > '{_folder}/cgroup.procs' && exec \"$0\" \"$@\""];

    /// <summary>Removes the group, whose processes have ended; a moment later the system has noticed that.</summary>
    public void Dispose()
    {
        var until = DateTime.UtcNow + RemovalMax;
        while (Directory.Exists(_folder))
        {
            try
            {
                Directory.Delete(_folder);
            }
            catch (IOException) when (DateTime.UtcNow < until)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private void Write(string name, string value) => File.WriteAllText(Path.Combine(_folder, name), value);
}
