namespace Heliostat.Core.Verification;

/// <summary>
/// How alike two parties' pixels of one tile are; null where one of them did not hand over what it committed to.
/// </summary>
public readonly record struct TileMeasure(int Tile, int? Millidecibels)
{
    internal static bool IsAlike(IReadOnlyList<TileMeasure> measures, int tile)
    {
        foreach (var measure in measures)
        {
            if (measure.Tile == tile)
            {
                return measure.Millidecibels >= CheckTimes.AlikeMillidecibelsMin;
            }
        }

        return false;
    }
}
