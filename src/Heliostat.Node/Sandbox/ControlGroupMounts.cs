namespace Heliostat.Node.Sandbox;

/// <summary>Where the control groups of this machine are mounted, and where in them this process lives.</summary>
/// <param name="FolderOf">
/// For each controller of version 1, the folder of this process, and the root of its tree.
/// </param>
/// <param name="Unified">The folder of this process in the tree of version 2, if one is mounted.</param>
internal sealed record ControlGroupMounts(
    IReadOnlyDictionary<string, ControlGroupMounts.Place> FolderOf, ControlGroupMounts.Place? Unified)
{
    /// <summary>A process's own folder in a tree of control groups, and the root of that tree.</summary>
    internal sealed record Place(string Own, string Root);

    private static readonly string[] Controllers = ["memory", "cpu", "cpuacct", "pids"];

    public static ControlGroupMounts Read() => File.Exists("/proc/self/cgroup")
        ? Parse(File.ReadAllLines("/proc/mounts"), File.ReadAllLines("/proc/self/cgroup"))
        : new ControlGroupMounts(new Dictionary<string, Place>(), null);

    /// <summary>Reads the lines of /proc/mounts and of /proc/self/cgroup.</summary>
    public static ControlGroupMounts Parse(IEnumerable<string> mountLines, IEnumerable<string> memberLines)
    {
        var memberOf = ReadMembership(memberLines);
        var folders = new Dictionary<string, Place>();
        Place? unified = null;
        foreach (var fields in mountLines.Select(line => line.Split(' ')).Where(fields => fields.Length > 3))
        {
            var (folder, kind, options) = (fields[1], fields[2], fields[3].Split(','));
            if (kind == "cgroup2" && memberOf.TryGetValue("", out var path))
            {
                unified = PlaceOf(folder, path);
            }

            foreach (var name in Controllers.Where(name => kind == "cgroup" && options.Contains(name)))
            {
                folders[name] = PlaceOf(folder, memberOf.GetValueOrDefault(name, "/"));
            }
        }

        return new ControlGroupMounts(folders, unified);
    }

    private static Dictionary<string, string> ReadMembership(IEnumerable<string> lines)
    {
        var memberOf = new Dictionary<string, string>();
        foreach (var fields in lines.Select(line => line.Split(':', 3)).Where(fields => fields.Length == 3))
        {
            foreach (var name in fields[1].Split(','))
            {
                memberOf[name] = fields[2];
            }
        }

        return memberOf;
    }

    private static Place PlaceOf(string root, string path)
    {
        var own = path == "/" ? root : root + path;
        return new Place(Directory.Exists(own) ? own : root, root);
    }
}
