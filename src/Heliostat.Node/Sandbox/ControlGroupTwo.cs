namespace Heliostat.Node.Sandbox;

/// <summary>
/// Holds a run to its limits by a control group of version 2. Not tested: no machine with a writable
/// group of version 2 has run it yet.
/// </summary>
internal sealed class ControlGroupTwo : ILimitGroup
{
    private const int QuotaPeriodMicroseconds = 100_000;
    private const int MicrosecondsPerMilli = 1000;

    private readonly string _folder;

    public ControlGroupTwo(string parent, RunLimits limits)
    {
        _folder = Directory.CreateDirectory(Path.Combine(parent, ControlGroupFolders.NewName())).FullName;
        Apply(limits);
        EntryScript = $"echo $$ > '{_folder}/cgroup.procs' || exit 125\n" + ResourceLimits.CpuLines(limits);
    }

    public string EntryScript { get; }

    public TimeSpan? CpuTime => ControlGroupFolders.ReadNumber(Path.Combine(_folder, "cpu.stat"), "usage_usec")
        is { } microseconds ? TimeSpan.FromMicroseconds(microseconds) : null;

    public long? PeakMemoryBytes => ControlGroupFolders.ReadNumber(Path.Combine(_folder, "memory.peak"));

    public bool KilledForMemory =>
        ControlGroupFolders.ReadNumber(Path.Combine(_folder, "memory.events"), "oom_kill") > 0;

    public IReadOnlyList<int> Members => ControlGroupFolders.Members(_folder);

    /// <summary>The folder where groups with the needed controllers can be made, or null.</summary>
    public static string? Find(ControlGroupMounts mounts)
    {
        if (mounts.Unified is not { } place || !OffersMemory(place.Own) || !ControlGroupFolders.CanMakeIn(place.Own))
        {
            return null;
        }

        ControlGroupFolders.Sweep(place.Own);
        return TryDelegate(place) ? place.Own : null;
    }

    public void Dispose() => ControlGroupFolders.Remove(_folder);

    private static bool OffersMemory(string folder)
    {
        var list = Path.Combine(folder, "cgroup.controllers");
        return File.Exists(list) && File.ReadAllText(list).Split(' ', '\n').Contains("memory");
    }

    /// <summary>Hands the controllers down, for which the agent itself must first move to a leaf.</summary>
    private static bool TryDelegate(ControlGroupMounts.Place place)
    {
        try
        {
            if (place.Own != place.Root)
            {
                var leaf = Directory.CreateDirectory(Path.Combine(place.Own, "agent")).FullName;
                File.WriteAllText(Path.Combine(leaf, "cgroup.procs"), $"{Environment.ProcessId}");
            }

            File.WriteAllText(Path.Combine(place.Own, "cgroup.subtree_control"), "+memory +cpu +pids");
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Apply(RunLimits limits)
    {
        if (limits.MemoryBytes is { } bytes)
        {
            if (!ControlGroupFolders.TryWrite(Path.Combine(_folder, "memory.max"), bytes))
            {
                Dispose();
                throw new SandboxException($"The system did not accept a memory limit of {bytes} bytes.");
            }

            _ = ControlGroupFolders.TryWrite(Path.Combine(_folder, "memory.swap.max"), 0);
        }

        if (limits.CpuMillis is { } millis)
        {
            var quota = (long)millis * QuotaPeriodMicroseconds / MicrosecondsPerMilli;
            File.WriteAllText(Path.Combine(_folder, "cpu.max"), $"{quota} {QuotaPeriodMicroseconds}");
        }

        if (limits.Processes is { } processes)
        {
            _ = ControlGroupFolders.TryWrite(Path.Combine(_folder, "pids.max"), processes);
        }
    }
}
