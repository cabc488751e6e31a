namespace Heliostat.Node.Engines.Containers;

/// <summary>How a container is, or how it ended.</summary>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="IsOutOfMemory">Whether the system killed something in it for memory. Not every engine can tell.</param>
/// <param name="ExitCode">The code of its first process, above 128 that of a signal; 0 while it runs.</param>
/// <param name="ProcessId">Its first process on this machine; 0 when it does not run.</param>
internal sealed record ContainerState(bool IsRunning, bool IsOutOfMemory, int ExitCode, int ProcessId);
