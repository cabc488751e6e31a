namespace Heliostat.Node.Sandbox;

/// <summary>Holds a run to its limits by control groups of version 1, one folder in each controller's tree.</summary>
internal sealed class ControlGroupOne : ILimitGroup
{
    private const int QuotaPeriodMicroseconds = 100_000;
    private const int MicrosecondsPerMilli = 1000;

    private readonly Dictionary<string, string> _folders = [];

    public ControlGroupOne(IReadOnlyDictionary<string, string> parents, RunLimits limits)
    {
        var name = ControlGroupFolders.NewName();
        foreach (var (controller, parent) in parents)
        {
            _folders[controller] = Directory.CreateDirectory(Path.Combine(parent, name)).FullName;
        }

        Apply(limits);
        EntryScript = string.Concat(_folders.Values.Distinct()
            .Select(folder => $"echo $$ > '{folder}/cgroup.procs' || exit 125\n"))
            + ResourceLimits.CpuLines(limits);
    }

    public string EntryScript { get; }

    public TimeSpan? CpuTime => ControlGroupFolders.ReadNumber(Path.Combine(_folders["cpuacct"], "cpuacct.usage"))
        is { } nanoseconds ? TimeSpan.FromTicks(nanoseconds / 100) : null;

    public long? PeakMemoryBytes =>
        ControlGroupFolders.ReadNumber(Path.Combine(_folders["memory"], "memory.max_usage_in_bytes"));

    public bool KilledForMemory =>
        ControlGroupFolders.ReadNumber(Path.Combine(_folders["memory"], "memory.oom_control"), "oom_kill") > 0;

    public IReadOnlyList<int> Members => ControlGroupFolders.Members(_folders["memory"]);

    /// <summary>
    /// For each controller the folder where groups can be made, or null where the needed ones cannot.
    /// </summary>
    public static IReadOnlyDictionary<string, string>? Find(ControlGroupMounts mounts)
    {
        var parents = new Dictionary<string, string>();
        foreach (var (controller, place) in mounts.FolderOf)
        {
            // Its own folder first, so that limits which already hold for the agent hold for its runs too.
            var parent = new[] { place.Own, place.Root }.FirstOrDefault(ControlGroupFolders.CanMakeIn);
            if (parent is not null)
            {
                ControlGroupFolders.Sweep(parent);
                parents[controller] = parent;
            }
        }

        return parents.ContainsKey("memory") && parents.ContainsKey("cpuacct") ? parents : null;
    }

    public void Dispose()
    {
        foreach (var folder in _folders.Values)
        {
            ControlGroupFolders.Remove(folder);
        }
    }

    private void Apply(RunLimits limits)
    {
        if (limits.MemoryBytes is { } bytes)
        {
            if (!ControlGroupFolders.TryWrite(Path.Combine(_folders["memory"], "memory.limit_in_bytes"), bytes))
            {
                Dispose();
                throw new SandboxException($"The system did not accept a memory limit of {bytes} bytes.");
            }

            // Swap counts too; the file is missing where the kernel does not account for swap.
            _ = ControlGroupFolders.TryWrite(Path.Combine(_folders["memory"], "memory.memsw.limit_in_bytes"), bytes);
        }

        if (limits.CpuMillis is { } millis && _folders.TryGetValue("cpu", out var cpu))
        {
            var quota = (long)millis * QuotaPeriodMicroseconds / MicrosecondsPerMilli;
            _ = ControlGroupFolders.TryWrite(Path.Combine(cpu, "cpu.cfs_period_us"), QuotaPeriodMicroseconds);
            _ = ControlGroupFolders.TryWrite(Path.Combine(cpu, "cpu.cfs_quota_us"), quota);
        }

        if (limits.Processes is { } processes && _folders.TryGetValue("pids", out var pids))
        {
            _ = ControlGroupFolders.TryWrite(Path.Combine(pids, "pids.max"), processes);
        }
    }
}
