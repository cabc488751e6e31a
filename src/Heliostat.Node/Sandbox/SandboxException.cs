namespace Heliostat.Node.Sandbox;

/// <summary>A process could not be started as ordered; the message says why.</summary>
internal sealed class SandboxException(string message) : Exception(message);
