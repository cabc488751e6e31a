namespace Heliostat.Core;

/// <summary>A broken promise inside our own books. The manager stops rather than go on; a restart replays.</summary>
public sealed class InvariantException(string message) : Exception(message);
