namespace Heliostat.Node.Sandbox;

/// <summary>Finds out once how this machine can hold runs to their limits, and makes a group for each run.</summary>
internal static class LimitGroups
{
    private static readonly Lazy<Func<RunLimits, ILimitGroup>> Chosen = new(Choose);

    /// <summary>In words, what holds runs to their limits here.</summary>
    public static string Method { get; private set; } = "not yet known";

    /// <summary>Makes a group with these limits; it is removed when disposed.</summary>
    public static ILimitGroup Create(RunLimits limits) => Chosen.Value(limits);

    private static Func<RunLimits, ILimitGroup> Choose()
    {
        var mounts = ControlGroupMounts.Read();
        if (ControlGroupOne.Find(mounts) is { } one)
        {
            Method = "control groups, version 1";
            return limits => new ControlGroupOne(one, limits);
        }

        if (ControlGroupTwo.Find(mounts) is { } two)
        {
            Method = "control groups, version 2 (not tested)";
            return limits => new ControlGroupTwo(two, limits);
        }

        Method = "resource limits of each process, for no control group is writable";
        return limits => new ResourceLimits(limits);
    }
}
