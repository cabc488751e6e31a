using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Verification;

/// <summary>
/// The tile list of a frame: the SHA-256 of each tile's raw little-endian float32 RGBA, one after the other in the
/// order of the tiles. Its own SHA-256 is the frame's commitment.
/// </summary>
public sealed class TileList
{
    private readonly byte[] _bytes;

    /// <summary>Takes the bytes of a list.</summary>
    /// <exception cref="ArgumentException">They are not whole hashes.</exception>
    public TileList(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % ContentHash.Size != 0)
        {
            throw new ArgumentException("A tile list is a row of 32-byte hashes.", nameof(bytes));
        }

        _bytes = bytes.ToArray();
    }

    /// <summary>How many tiles it names.</summary>
    public int Count => _bytes.Length / ContentHash.Size;

    /// <summary>The bytes that are kept as a blob.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>What a worker commits to.</summary>
    public ContentHash Commitment => ContentHash.Of(_bytes);

    /// <summary>The hash of one tile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public ContentHash this[int tile]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(tile);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tile, Count);
            return new ContentHash(_bytes.AsSpan(tile * ContentHash.Size, ContentHash.Size));
        }
    }
}
