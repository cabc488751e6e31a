using FsCheck.Fluent;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Verification;

/// <summary>How a frame is cut into tiles.</summary>
public sealed class TileGridTests
{
    [Fact]
    public void Tiles_count_from_the_bottom_left_and_are_smaller_at_the_right_and_top()
    {
        var grid = new TileGrid(70, 40);

        Assert.Equal((3, 2, 6), (grid.Columns, grid.Rows, grid.Count));
        Assert.Equal(new TileRectangle(0, 0, 32, 32), grid.RectangleOf(0));
        Assert.Equal(new TileRectangle(64, 0, 6, 32), grid.RectangleOf(2));
        Assert.Equal(new TileRectangle(64, 32, 6, 8), grid.RectangleOf(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => grid.RectangleOf(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TileGrid(0, 1));
    }

    [Fact]
    public void Tiles_cover_every_pixel_once()
    {
        var sides = Gen.Choose(1, 200);
        Promise.Holds(Prop.ForAll(Gen.Zip(sides, sides).ToArbitrary(), frame =>
        {
            var grid = new TileGrid(frame.Item1, frame.Item2);
            var covered = new int[grid.Width, grid.Height];
            foreach (var tile in Enumerable.Range(0, grid.Count).Select(grid.RectangleOf))
            {
                for (var x = tile.X; x < tile.Right; x++)
                {
                    for (var y = tile.Y; y < tile.Top; y++)
                    {
                        covered[x, y]++;
                    }
                }
            }

            return covered.Cast<int>().All(times => times == 1);
        }));
    }

    [Fact]
    public void A_tile_list_gives_each_tiles_hash_and_the_commitment()
    {
        var first = ContentHash.Of("tile 0"u8);
        var second = ContentHash.Of("tile 1"u8);
        var list = new TileList([.. first.ToArray(), .. second.ToArray()]);

        Assert.Equal((2, first, second), (list.Count, list[0], list[1]));
        Assert.Equal(ContentHash.Of([.. first.ToArray(), .. second.ToArray()]), list.Commitment);
        Assert.Throws<ArgumentException>(() => new TileList(new byte[33]));
    }
}
