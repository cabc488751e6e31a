namespace Heliostat.Node.Sandbox;

/// <summary>Which places inside a box may be covered by a file that somebody else named.</summary>
internal static class MountPoints
{
    private const int PathCharactersMax = 4000;

    // What programs trust, and what the box itself is made of. Below /tmp, /run and /var there is nothing in a
    // box that could be covered, and scenes do lie there: a clone in /tmp, a disk mounted under /run/media.
    private static readonly string[] Forbidden =
    [
        "/usr", "/etc", "/proc", "/dev", "/sys", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/boot",
        "/in", "/out", "/driver", "/blender", "/moved", "/var/cache/fontconfig",
    ];

    private static readonly string[] OnlyBelow = ["/", "/tmp", "/run", "/var", "/var/cache"];

    /// <summary>Whether this absolute path may become a mount point.</summary>
    /// <param name="path">The path.</param>
    /// <param name="allowed">A forbidden place below which it may lie nevertheless.</param>
    public static bool MayCover(string path, string? allowed = null) =>
        path.Length is > 1 and <= PathCharactersMax
        && path[0] == '/'
        && !path.Contains('\0', StringComparison.Ordinal)
        && Path.GetFullPath(path) == path
        && !OnlyBelow.Contains(path)
        && !Forbidden.Any(place => place != allowed
            && (path == place || path.StartsWith(place + "/", StringComparison.Ordinal)));
}
