using FsCheck.Fluent;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Verification;

/// <summary>How frames are cut into regions.</summary>
public sealed class RegionCutTests
{
    [Fact]
    public void Regions_are_cut_on_tile_lines_from_the_bottom_left()
    {
        var frame = new TileGrid(320, 180);
        var cut = new RegionCut(3, 2);

        Assert.Equal(
            [
                new TileRectangle(0, 0, 96, 96), new TileRectangle(96, 0, 96, 96), new TileRectangle(192, 0, 128, 96),
                new TileRectangle(0, 96, 96, 84), new TileRectangle(96, 96, 96, 84),
                new TileRectangle(192, 96, 128, 84),
            ],
            Enumerable.Range(0, cut.Count).Select(region => cut.RectangleOf(frame, region)));
    }

    [Fact]
    public void The_tiles_of_the_regions_are_the_tiles_of_the_frame()
    {
        var sizes = Gen.Zip(Gen.Choose(1, 400), Gen.Choose(1, 400));
        var cuts = Gen.Zip(Gen.Choose(1, 5), Gen.Choose(1, 5));
        Promise.Holds(Prop.ForAll(Gen.Zip(sizes, cuts).ToArbitrary(), drawn =>
        {
            var frame = new TileGrid(drawn.Item1.Item1, drawn.Item1.Item2);
            var cut = new RegionCut(drawn.Item2.Item1, drawn.Item2.Item2);
            return cut.WhyNot(frame) is not null || TilesOf(cut, frame).Order().SequenceEqual(
                Enumerable.Range(0, frame.Count).Select(tile => Key(frame.RectangleOf(tile))).Order());
        }));
    }

    [Fact]
    public void A_cut_into_more_regions_than_tiles_or_into_one_is_none()
    {
        Assert.Null(new RegionCut(3, 2).WhyNot(new TileGrid(320, 180)));
        Assert.Contains("at most 10x6 regions", new RegionCut(11, 2).WhyNot(new TileGrid(320, 180)));
        Assert.Contains("2 regions or more", new RegionCut(1, 1).WhyNot(new TileGrid(320, 180)));
        Assert.Contains("2 regions or more", new RegionCut(65, 2).WhyNot(new TileGrid(16_000, 180)));
    }

    [Theory]
    [InlineData("4x3", 4, 3)]
    [InlineData("64x1", 64, 1)]
    public void A_cut_is_written_and_read_as_columns_and_rows(string text, int columns, int rows)
    {
        Assert.True(RegionCut.TryParse(text, out var cut));
        Assert.Equal((new RegionCut(columns, rows), text), (cut!, cut!.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("4")]
    [InlineData("4x")]
    [InlineData("4x3x2")]
    [InlineData("0x3")]
    [InlineData("-4x3")]
    [InlineData("4x65")]
    public void Other_texts_are_no_cut(string? text) => Assert.False(RegionCut.TryParse(text, out _));

    private static IEnumerable<(int X, int Y, int Width, int Height)> TilesOf(RegionCut cut, TileGrid frame)
    {
        for (var region = 0; region < cut.Count; region++)
        {
            var area = cut.RectangleOf(frame, region);
            var grid = new TileGrid(area.Width, area.Height);
            for (var tile = 0; tile < grid.Count; tile++)
            {
                var place = grid.RectangleOf(tile);
                yield return Key(place with { X = place.X + area.X, Y = place.Y + area.Y });
            }
        }
    }

    private static (int X, int Y, int Width, int Height) Key(TileRectangle tile) =>
        (tile.X, tile.Y, tile.Width, tile.Height);
}
