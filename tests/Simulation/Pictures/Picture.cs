using System.Buffers.Binary;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Simulation.Pictures;

/// <summary>
/// One picture of one frame, without pixels: each tile has a hash, and what it shows can be compared.
/// </summary>
internal sealed class Picture
{
    private const int AlikeMillidecibels = 80_000;
    private const int UnlikeMillidecibels = 20_000;
    private const int InputBytes = 16 + 4 + 4 + 4 + 4;

    private readonly TileList _tiles;

    public Picture(JobId job, int frame, int tilesCount, Variant variant)
    {
        (Job, Frame, Variant) = (job, frame, variant);
        var bytes = new byte[tilesCount * ContentHash.Size];
        for (var tile = 0; tile < tilesCount; tile++)
        {
            HashOf(tile).CopyTo(bytes.AsSpan(tile * ContentHash.Size));
        }

        _tiles = new TileList(bytes);
        Commitment = _tiles.Commitment;
    }

    public JobId Job { get; }

    public int Frame { get; }

    public Variant Variant { get; }

    public ContentHash Commitment { get; }

    public int TilesCount => _tiles.Count;

    public ContentHash this[int tile] => _tiles[tile];

    /// <summary>True where this tile does not show what the scene says.</summary>
    public bool LiesAt(int tile) => Variant.Kind == VariantKind.Lie
        || (Variant.Kind == VariantKind.PartialLie && (tile + Frame + Variant.Author) % 3 == 0);

    /// <summary>How alike two pictures are in a tile.</summary>
    public int MillidecibelsTo(Picture other, int tile)
    {
        var mine = LiesAt(tile) ? Variant.Author : 0;
        var theirs = other.LiesAt(tile) ? other.Variant.Author : 0;
        return mine == theirs ? AlikeMillidecibels : UnlikeMillidecibels;
    }

    /// <summary>True where two pictures show the same to the eye.</summary>
    public bool IsAlike(Picture other, int tile) => MillidecibelsTo(other, tile) == AlikeMillidecibels;

    private ContentHash HashOf(int tile)
    {
        var shown = LiesAt(tile) ? Variant.Author : Variant.Kind == VariantKind.Noise ? -Variant.Author : 0;
        Span<byte> input = stackalloc byte[InputBytes];
        Job.Value.TryWriteBytes(input);
        BinaryPrimitives.WriteInt32BigEndian(input[16..], Frame);
        BinaryPrimitives.WriteInt32BigEndian(input[20..], tile);
        BinaryPrimitives.WriteInt32BigEndian(input[24..], shown);
        return ContentHash.Of(input);
    }
}
