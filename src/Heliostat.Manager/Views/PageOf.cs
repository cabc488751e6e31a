namespace Heliostat.Manager.Views;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Limit">Rows on it.</param>
/// <param name="Descending">True for the newest first.</param>
public readonly record struct PageOf(int Number, int Limit, bool Descending = true)
{
    /// <summary>Rows that one page may have.</summary>
    public const int LimitMax = 1_000;
}
