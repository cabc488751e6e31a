namespace Heliostat.Node.Engines.Orders;

/// <summary>A file or folder of this machine that a container sees at a place of its own.</summary>
/// <param name="Source">The absolute path on this machine, of what the agent itself put there.</param>
/// <param name="Target">The absolute path inside the container.</param>
/// <param name="Writable">Whether the program may write there.</param>
internal sealed record ContainerMount(string Source, string Target, bool Writable = false);
