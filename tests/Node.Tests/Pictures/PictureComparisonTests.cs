using Heliostat.Client.Pictures;

namespace Heliostat.Node.Tests.Pictures;

public sealed class PictureComparisonTests
{
    private static readonly Picture Grey = new(2, 1, [100, 100, 100, 255, 100, 100, 100, 255]);

    [Fact]
    public void Equal_pictures_have_a_black_difference_that_is_not_amplified()
    {
        var difference = PictureComparison.Difference(Grey, Grey, out var factor);

        Assert.Equal(1, factor);
        Assert.Equal([0, 0, 0, 255, 0, 0, 0, 255], difference.Pixels);
    }

    [Theory]
    [InlineData(101, 64)]
    [InlineData(103, 64)]
    [InlineData(104, 32)]
    [InlineData(96, 32)]
    [InlineData(227, 2)]
    [InlineData(228, 1)]
    [InlineData(0, 2)]
    public void A_difference_is_amplified_as_far_as_nothing_clips(byte other, int expected)
    {
        var picture = Grey with { Pixels = [100, 100, 100, 255, 100, other, 100, 255] };
        var difference = PictureComparison.Difference(Grey, picture, out var factor);

        Assert.Equal(expected, factor);
        Assert.Equal(
            [0, 0, 0, 255, 0, (byte)(Math.Abs(other - 100) * factor), 0, 255], difference.Pixels);
    }

    [Fact]
    public void One_of_hundred_numbers_that_differ_may_be_cut_off_at_white()
    {
        var (one, other) = (Picture.Black(10, 10), Picture.Black(10, 10));
        for (var at = 0; at < other.Pixels.Length; at += Picture.BytesPerPixel)
        {
            other.Pixels[at] = 3;
        }

        other.Pixels[0] = 250;
        var difference = PictureComparison.Difference(one, other, out var factor);
        Assert.Equal((64, 255, 192), (factor, difference.Pixels[0], difference.Pixels[4]));
        other.Pixels[4] = 250;
        PictureComparison.Difference(one, other, out factor);
        Assert.Equal(1, factor);
    }

    [Fact]
    public void What_differs_in_alpha_only_is_seen_as_grey()
    {
        var picture = Grey with { Pixels = [100, 100, 100, 254, 100, 100, 100, 255] };

        Assert.Equal(
            [64, 64, 64, 255, 0, 0, 0, 255], PictureComparison.Difference(Grey, picture, out _).Pixels);
    }

    [Fact]
    public void Pictures_stand_in_a_row_with_a_gap_between_them()
    {
        var row = PictureComparison.SideBySide(Grey, Grey);

        Assert.Equal((2 + 8 + 2, 1), (row.Width, row.Height));
        Assert.Equal([100, 100, 100, 255], row.Pixels.AsSpan(10 * 4, 4).ToArray());
        Assert.Equal([0, 0, 0, 255], row.Pixels.AsSpan(9 * 4, 4).ToArray());
    }

    [Fact]
    public void Pictures_of_unlike_size_are_not_compared()
    {
        var tall = Picture.Black(2, 2);

        Assert.Throws<ArgumentException>(() => PictureComparison.Difference(Grey, tall, out _));
        Assert.Throws<ArgumentException>(() => PictureComparison.SideBySide(Grey, tall));
        Assert.Throws<ArgumentException>(() => PictureComparison.SideBySide([]));
    }
}
