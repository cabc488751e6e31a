using FsCheck.Fluent;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Core.Tests.Jobs;

/// <summary>How frame lists are written and counted.</summary>
public sealed class FrameListTests
{
    [Theory]
    [InlineData("1-24,30,40-60x2", 36)]
    [InlineData("7", 1)]
    [InlineData("-5--1", 5)]
    [InlineData(" 3 , 1-2 ", 3)]
    [InlineData("1-1000000", 1_000_000)]
    public void A_list_counts_its_frames(string text, int count) => Assert.Equal(count, Read(text).Count);

    [Fact]
    public void Frames_stand_in_the_order_of_the_list()
    {
        var list = Read("40-60x10,3,1-2");

        Assert.Equal([40, 50, 60, 3, 1, 2], Enumerable.Range(0, list.Count).Select(list.FrameOf));
        Assert.Throws<ArgumentOutOfRangeException>(() => list.FrameOf(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => list.FrameOf(-1));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("one")]
    [InlineData("1-")]
    [InlineData("1x2")]
    [InlineData("5-1")]
    [InlineData("1-5x0")]
    [InlineData("1-5x-1")]
    [InlineData("1,1")]
    [InlineData("1-5,3")]
    [InlineData("1.5")]
    [InlineData("1-2-3")]
    [InlineData("99999999999")]
    [InlineData("1048575")]
    [InlineData("7\0")]
    [InlineData("1\0-5")]
    public void Nonsense_is_refused_with_a_sentence(string? text)
    {
        Assert.False(FrameList.TryParse(text, out var list, out var error));
        Assert.Null(list);
        Assert.EndsWith(".", error);
    }

    [Fact]
    public void Many_ranges_that_hold_ten_million_frames_are_refused_before_they_are_counted_out()
    {
        var text = string.Join(',', Enumerable.Repeat("0-1000000", 10));

        Assert.False(FrameList.TryParse(text, out _, out var error));
        Assert.Contains("10000010 frames", error);
    }

    [Fact]
    public void A_list_reads_back_from_its_shortest_form()
    {
        var range = Gen.Zip(Gen.Choose(-40, 40), Gen.Zip(Gen.Choose(0, 9), Gen.Choose(1, 4)));
        Promise.Holds(Prop.ForAll(range.NonEmptyListOf().ToArbitrary(), ranges =>
        {
            // Each range has a hundred numbers for itself, so that none is listed twice.
            var parts = ranges.Select((r, i) => (First: (i * 100) + r.Item1, r.Item2)).ToList();
            var text = string.Join(',', parts.Select(p => $"{p.First}-{p.First + p.Item2.Item1}x{p.Item2.Item2}"));
            if (text.Length > FrameList.TextLengthMax)
            {
                return true;
            }

            var (list, again) = (Read(text), Read(Read(text).ToString()));
            return Frames(list).SequenceEqual(Frames(again)) && again.ToString() == list.ToString();
        }));
    }

    private static IEnumerable<int> Frames(FrameList list) => Enumerable.Range(0, list.Count).Select(list.FrameOf);

    private static FrameList Read(string text)
    {
        Assert.True(FrameList.TryParse(text, out var list, out var error), error);
        return list!;
    }
}
