using Heliostat.Core.Verification;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Claims;

/// <summary>What the verifier that agreed before the claim had looked at.</summary>
public static class Spots
{
    /// <summary>The tiles of a claimed frame that were compared before; null when that was all of them.</summary>
    public static IReadOnlyList<int>? Of(TileGrid grid, Claim claim) =>
        claim.Result.Draw is { } draw ? SpotDraw.Tiles(grid, draw.ToArray()) : null;

    /// <summary>
    /// True when what is unlike lies where the earlier verifier had looked: it cannot have seen what it agreed to.
    /// </summary>
    internal static bool AreContradicted(Network network, UnitCheck unit, Finding found)
    {
        var grid = network.Jobs.Get(unit.Run.Job).Plan.GridOf(unit.Unit)!.Value;
        if (Of(grid, unit.Claim!) is not { } spots)
        {
            return found.MeasuredTiles.Count > 0 || found.IsAboutFile;
        }

        foreach (var tile in found.MeasuredTiles)
        {
            if (Contains(spots, tile))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(IReadOnlyList<int> tiles, int wanted)
    {
        foreach (var tile in tiles)
        {
            if (tile == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
