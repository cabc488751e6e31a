namespace Heliostat.Node.Runners.Plugins.Schemas;

/// <summary>How many of something there may be; null is no bound.</summary>
internal readonly record struct CountRule(int? Least, int? Most)
{
    /// <summary>What is wrong with a count, in a sentence; null for nothing.</summary>
    public string? FindFault(int count, string place, string unit) =>
        count < Least ? $"{place} has at least {Least} {unit}."
        : count > Most ? $"{place} has at most {Most} {unit}."
        : null;
}
