namespace Heliostat.Protocol.Jobs;

/// <summary>
/// The places at which a node may show a scene's files to the program that renders it: absolute POSIX paths. A file
/// that was anywhere else is shown below <see cref="Moved"/>, together with all others of its scene.
/// </summary>
public static class ScenePlaces
{
    /// <summary>The folder of scenes that could not be shown at the places that they were made at.</summary>
    public const string Moved = "/moved";

    /// <summary>Characters that a place may have: Linux's own bound, and room for a folder before it.</summary>
    public const int CharactersMax = 3_900;

    /// <summary>
    /// The folders at and below which nothing of a scene is ever shown: what programs trust, and what the box itself
    /// is made of.
    /// </summary>
    public static IReadOnlyList<string> Forbidden { get; } =
    [
        "/usr", "/etc", "/proc", "/dev", "/sys", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/boot",
        "/tmp", "/in", "/out", "/driver", "/blender", "/var/cache/fontconfig",
    ];

    /// <summary>Folders that no file may replace, although files may be shown below them.</summary>
    public static IReadOnlyList<string> OnlyBelow { get; } = ["/", "/run", "/var", "/var/cache", Moved];

    /// <summary>Whether a file or folder may be shown at this place.</summary>
    /// <param name="path">An absolute POSIX path without <c>.</c>, <c>..</c>, empty parts or a final slash.</param>
    public static bool MayShow(string? path) =>
        path is { Length: > 1 and <= CharactersMax }
        && path[0] == '/'
        && !path.Contains('\0', StringComparison.Ordinal)
        && !path[1..].Split('/').Any(part => part is "" or "." or "..")
        && !OnlyBelow.Contains(path)
        && !Forbidden.Any(place => path == place || path.StartsWith(place + "/", StringComparison.Ordinal));
}
