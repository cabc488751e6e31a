namespace Heliostat.Node.Sandbox;

/// <summary>A file or folder of this machine that a box shows to its program at a place of its own.</summary>
/// <param name="Source">The absolute path on this machine.</param>
/// <param name="Target">The absolute path inside the box.</param>
/// <param name="Writable">Whether the program may write there; as root the folder is given to the box's user.</param>
internal sealed record BindMount(string Source, string Target, bool Writable = false);
