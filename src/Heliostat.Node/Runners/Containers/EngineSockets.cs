namespace Heliostat.Node.Runners.Containers;

/// <summary>Where the sockets of container engines lie.</summary>
internal static class EngineSockets
{
    /// <summary>The variable of the environment that names the socket, and leaves no other to be looked for.</summary>
    public const string Variable = "HELIOSTAT_ENGINE";

    private const string Scheme = "unix://";

    // Of root's engines only: one of another user can hold neither memory nor networks as orders promise.
    private static readonly string[] Usual = ["/run/docker.sock", "/var/run/docker.sock", "/run/podman/podman.sock"];

    /// <summary>A socket as people name it, a path or <c>unix://</c> and a path.</summary>
    public static string PathOf(string named) =>
        named.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? named[Scheme.Length..] : named;

    /// <summary>The one that is named, or those of the usual places that are there; Docker's first.</summary>
    public static IReadOnlyList<string> Find(string? named) =>
        named is not null ? [named] : [.. Usual.Where(File.Exists).DistinctBy(Path.GetFileName)];
}
