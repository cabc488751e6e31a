using System.Buffers.Binary;

namespace Heliostat.Core.Verification;

/// <summary>
/// Which tiles of a whole frame are measured where many differ. They are picked by a seed that neither party knew when
/// it committed itself: if they were the first ones, a worker could hide bad tiles behind many that differ by noise.
/// </summary>
public static class DisputedTiles
{
    /// <summary>
    /// Differing tiles that are measured at most, beside those that a first verifier disagreed about.
    /// </summary>
    public const int CountMax = 16;

    /// <summary>
    /// How many of them are picked first among those that an earlier verifier had agreed to, in a claim: it is to be
    /// seen whether that one is to blame.
    /// </summary>
    public const int SpotsCountMax = 8;

    /// <summary>The picked tiles and those of the first verifier, ascending.</summary>
    /// <param name="seed">From what they are picked.</param>
    /// <param name="differing">The tiles that differ, ascending.</param>
    /// <param name="ofFirst">Those that a first verifier disagreed about.</param>
    /// <param name="spots">Those to which an earlier verifier had agreed; none where that was all of them.</param>
    public static IReadOnlyList<int> Pick(
        ContentHash seed, IReadOnlyList<int> differing, IReadOnlyList<int> ofFirst, IReadOnlyList<int> spots)
    {
        var picked = new SortedSet<int>();
        var ordered = Shuffled(seed, differing);
        Take(picked, ordered, spots.Contains, SpotsCountMax);
        Take(picked, ordered, _ => true, CountMax);
        picked.UnionWith(ofFirst);
        return [.. picked];
    }

    private static void Take(SortedSet<int> picked, List<int> ordered, Func<int, bool> isWanted, int most)
    {
        foreach (var tile in ordered)
        {
            if (picked.Count >= most)
            {
                return;
            }

            if (isWanted(tile))
            {
                picked.Add(tile);
            }
        }
    }

    /// <summary>The tiles in the order of SHA-256(seed ‖ tile).</summary>
    private static List<int> Shuffled(ContentHash seed, IReadOnlyList<int> tiles)
    {
        var drawn = new List<(ContentHash Place, int Tile)>(tiles.Count);
        Span<byte> input = stackalloc byte[ContentHash.Size + sizeof(int)];
        seed.CopyTo(input);
        foreach (var tile in tiles)
        {
            BinaryPrimitives.WriteInt32BigEndian(input[ContentHash.Size..], tile);
            drawn.Add((ContentHash.Of(input), tile));
        }

        drawn.Sort();
        return drawn.ConvertAll(one => one.Tile);
    }
}
