namespace Heliostat.Simulation.Checkers;

/// <summary>A promise does not hold, and how.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
