using System.Globalization;
using Heliostat.Fuzz.Running;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Fuzz.Jobs;

/// <summary>Frame lists: read as a second, naive reader reads them, or refused with a sentence.</summary>
public sealed class FrameListFuzz
{
    private const int PartsMax = 6;
    private const int NumberMax = 120;

    [Fact]
    public void A_frame_list_is_read_as_a_second_reader_reads_it_or_refused() =>
        Fuzzer.Run(Make, (text, _) => Promise(text), text => text);

    private static void Promise(string text)
    {
        var expected = NaiveFrameList.Read(text);
        var isRead = FrameList.TryParse(text, out var list, out var error);

        Assert.True(isRead == expected is not null, isRead ? "Only the second reader refuses it." : error);
        if (expected is null)
        {
            Assert.Null(list);
            Assert.EndsWith(".", error, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(expected.Count, list!.Count);
        AssertFrames(expected, list);
        Assert.True(FrameList.TryParse(list.ToString(), out var again, out _), $"{list} does not read back.");
        Assert.Equal(expected.Count, again!.Count);
        AssertFrames(expected, again);
    }

    private static void AssertFrames(List<int> expected, FrameList list)
    {
        for (var unit = 0; unit < expected.Count; unit++)
        {
            if (list.FrameOf(unit) != expected[unit])
            {
                Assert.Fail($"Unit {unit} is frame {list.FrameOf(unit)}, not {expected[unit]}.");
            }
        }
    }

    private static string Make(Random chance)
    {
        var parts = Enumerable.Range(0, chance.Next(1, PartsMax)).Select(_ => Part(chance));
        var text = string.Join(chance.OneIn(10) ? ", " : ",", parts);
        return chance.Next(3) switch
        {
            0 => text,
            1 => Mutator.Alter(chance, text),
            _ => chance.OneIn(50) ? string.Join(',', Enumerable.Repeat(text, chance.Next(1, 500))) : text,
        };
    }

    private static string Part(Random chance)
    {
        var first = Number(chance);
        var last = chance.OneIn(8) ? Number(chance) : first + chance.Next(NumberMax);
        return chance.Next(4) switch
        {
            0 => Text(first),
            1 => $"{Text(first)}-{Text(last)}x{Text(chance.Next(-1, 9))}",
            _ => $"{Text(first)}-{Text(last)}",
        };
    }

    // Now and then at the bounds, and beyond: a list of a million frames is slow to read twice.
    private static long Number(Random chance) => chance.Next(600) switch
    {
        0 => FrameList.FrameNumberMax - chance.Next(NumberMax),
        1 => -FrameList.FrameNumberMax + chance.Next(NumberMax),
        2 => chance.NextInt64(),
        3 => FrameList.FramesMax + chance.Next(-2, 2),
        _ => chance.Next(-NumberMax, 8 * NumberMax),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
