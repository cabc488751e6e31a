namespace Heliostat.Core.Verification;

/// <summary>
/// How alike two parties' pixels of one tile are; null where one of them did not hand over what it committed to.
/// </summary>
public readonly record struct TileMeasure(int Tile, int? Millidecibels)
{
    /// <summary>True where both handed over what they committed to, and it is not alike.</summary>
    internal static bool IsUnlike(IReadOnlyList<TileMeasure> measures, int tile) =>
        Find(measures, tile) < CheckTimes.AlikeMillidecibelsMin;

    internal static bool IsAlike(IReadOnlyList<TileMeasure> measures, int tile) =>
        Find(measures, tile) >= CheckTimes.AlikeMillidecibelsMin;

    private static int? Find(IReadOnlyList<TileMeasure> measures, int tile)
    {
        foreach (var measure in measures)
        {
            if (measure.Tile == tile)
            {
                return measure.Millidecibels;
            }
        }

        return null;
    }
}
