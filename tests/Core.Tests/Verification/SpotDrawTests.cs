using FsCheck.Fluent;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Verification;

/// <summary>Which tiles of a frame are checked.</summary>
public sealed class SpotDrawTests
{
    private const int FrameSideMax = 5000;

    private static readonly int[] ExpectedTiles =
        [2, 9, 33, 38, 60, 70, 87, 118, 131, 147, 159, 160, 187, 211, 215, 221];

    private static byte[] DrawOf(int number) =>
        SpotDraw.Of(BitConverter.GetBytes(number), ContentHash.Of("list"u8));

    [Fact]
    public void A_frame_of_640_by_360_has_one_tile_in_each_of_sixteen_cells()
    {
        var grid = new TileGrid(640, 360);

        var tiles = SpotDraw.Tiles(grid, DrawOf(1));

        Assert.Equal(16, tiles.Count);
        var cells = tiles.Select(tile => (tile % grid.Columns * 4 / grid.Columns, tile / grid.Columns * 4 / grid.Rows));
        Assert.Equal(16, cells.Distinct().Count());
    }

    [Fact]
    public void The_draw_is_what_the_formula_says()
    {
        // Worked out with an independent program from the formula in the documentation of SpotDraw.Tiles.
        var tiles = SpotDraw.Tiles(new TileGrid(640, 360), Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

        Assert.Equal(ExpectedTiles, tiles);
    }

    [Fact]
    public void A_small_frame_is_checked_whole() =>
        Assert.Equal(Enumerable.Range(0, 60), SpotDraw.Tiles(new TileGrid(320, 180), DrawOf(1)));

    [Fact]
    public void Another_key_or_another_commitment_gives_other_tiles()
    {
        var grid = new TileGrid(1920, 1080);
        var first = SpotDraw.Tiles(grid, SpotDraw.Of("key"u8, ContentHash.Of("a"u8)));

        Assert.NotEqual(first, SpotDraw.Tiles(grid, SpotDraw.Of("key"u8, ContentHash.Of("b"u8))));
        Assert.NotEqual(first, SpotDraw.Tiles(grid, SpotDraw.Of("kez"u8, ContentHash.Of("a"u8))));
        Assert.Equal(first, SpotDraw.Tiles(grid, SpotDraw.Of("key"u8, ContentHash.Of("a"u8))));
    }

    [Fact]
    public void Every_tile_of_a_frame_can_be_drawn()
    {
        var grid = new TileGrid(640, 360);
        var seen = Enumerable.Range(0, 1000).SelectMany(i => SpotDraw.Tiles(grid, DrawOf(i))).ToHashSet();

        Assert.Equal(grid.Count, seen.Count);
    }

    [Fact]
    public void Tiles_drawn_lie_in_the_frame_and_cover_what_was_asked()
    {
        var sides = Gen.Choose(1, FrameSideMax);
        var sizes = Gen.Zip(sides, sides);
        var draws = Gen.Zip(Gen.Choose(1, 8), Gen.Choose(0, int.MaxValue));
        Promise.Holds(Prop.ForAll(Gen.Zip(sizes, draws).ToArbitrary(), frame =>
        {
            var ((width, height), (perSide, seed)) = frame;
            return Holds(new TileGrid(width, height), perSide, seed);
        }));
    }

    private static bool Holds(TileGrid grid, int perSide, int seed)
    {
        var tiles = SpotDraw.Tiles(grid, DrawOf(seed), perSide);
        var ascending = tiles.Zip(tiles.Skip(1)).All(pair => pair.First < pair.Second);
        var within = tiles[0] >= 0 && tiles[^1] < grid.Count;
        var spotTiles = (int)Math.Ceiling(grid.Width * 0.04m / 32) * (int)Math.Ceiling(grid.Height * 0.04m / 32);
        return ascending && within && tiles.Count >= spotTiles
            && tiles.SequenceEqual(SpotDraw.Tiles(grid, DrawOf(seed), perSide));
    }
}
