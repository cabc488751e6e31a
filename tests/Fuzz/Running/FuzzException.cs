namespace Heliostat.Fuzz.Running;

/// <summary>An input made a door do what it may not.</summary>
internal sealed class FuzzException(string message, Exception cause) : Exception(message, cause);
