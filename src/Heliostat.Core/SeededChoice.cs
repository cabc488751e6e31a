using System.Buffers.Binary;

namespace Heliostat.Core;

/// <summary>Choices and ids drawn from one stamp's seed: the n-th draw is SHA-256(seed ‖ n).</summary>
internal sealed class SeededChoice(ContentHash seed)
{
    private int _drawn;

    public Guid NextId() => new(Next()[..16], bigEndian: true);

    public ContentHash NextHash() => new(Next());

    /// <summary>An index from 0 to count − 1; the bias of the remainder is under 2^-32.</summary>
    public int NextIndex(int count) => (int)(BinaryPrimitives.ReadUInt64BigEndian(Next()) % (ulong)count);

    private byte[] Next()
    {
        Span<byte> input = stackalloc byte[ContentHash.Size + sizeof(int)];
        seed.CopyTo(input);
        BinaryPrimitives.WriteInt32BigEndian(input[ContentHash.Size..], _drawn++);
        return ContentHash.Of(input).ToArray();
    }
}
