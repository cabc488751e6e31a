namespace Heliostat.Manager.Views;

/// <summary>One page of rows, and how many there are in all.</summary>
public sealed record ViewPage<T>(IReadOnlyList<T> Rows, long Total);
