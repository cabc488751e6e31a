using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Runners.Blender;

/// <summary>Joins neighbouring tiles to rectangles, so that fewer have to be rendered one by one.</summary>
internal static class TileMerging
{
    /// <summary>Rectangles that cover exactly these tiles.</summary>
    public static IReadOnlyList<TileRectangle> Merge(TileGrid grid, IReadOnlyList<int> tiles)
    {
        var open = new List<TileRectangle>();
        foreach (var run in Runs(grid, tiles))
        {
            var below = open.FindIndex(other => other.X == run.X && other.Width == run.Width && other.Top == run.Y);
            if (below < 0)
            {
                open.Add(run);
            }
            else
            {
                open[below] = open[below] with { Height = open[below].Height + run.Height };
            }
        }

        return open;
    }

    private static IEnumerable<TileRectangle> Runs(TileGrid grid, IReadOnlyList<int> tiles)
    {
        TileRectangle? run = null;
        foreach (var tile in tiles.Distinct().Order().Select(grid.RectangleOf))
        {
            if (run is { } left && left.Y == tile.Y && left.Right == tile.X)
            {
                run = left with { Width = left.Width + tile.Width };
                continue;
            }

            if (run is { } done)
            {
                yield return done;
            }

            run = tile;
        }

        if (run is { } last)
        {
            yield return last;
        }
    }
}
