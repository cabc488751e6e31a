namespace Heliostat.Node.Registering;

/// <summary>
/// A program of the operator's own that runs one type of job, over JSON lines like the built-in ones.
/// </summary>
/// <param name="JobType">The type of job, 1 to 100 characters.</param>
/// <param name="Command">The program's absolute path and its arguments.</param>
/// <param name="Folder">
/// A folder that the sandbox shows to it, to read, at its own path; null where /usr is enough.
/// </param>
public sealed record CustomPlugin(string JobType, IReadOnlyList<string> Command, string? Folder = null);
