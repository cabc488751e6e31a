using System.Buffers.Binary;
using System.Security.Cryptography;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Loop;

/// <summary>How the seed of each entry follows from its number, so that anyone can see that none was chosen.</summary>
internal static class Seeds
{
    private const int GuidBytes = 16;

    /// <summary>HMAC-SHA256(epoch secret, sequence as 8 bytes, big-endian).</summary>
    public static ContentHash Of(ReadOnlySpan<byte> secret, long sequence)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, sequence);
        Span<byte> seed = stackalloc byte[ContentHash.Size];
        HMACSHA256.HashData(secret, number, seed);
        return new ContentHash(seed);
    }

    /// <summary>
    /// Of the entries before the first epoch, which draw nothing by lot: SHA-256(network id ‖ sequence), both
    /// big-endian.
    /// </summary>
    public static ContentHash BeforeFirstEpoch(Guid network, long sequence)
    {
        Span<byte> input = stackalloc byte[GuidBytes + sizeof(long)];
        network.TryWriteBytes(input, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(input[GuidBytes..], sequence);
        return ContentHash.Of(input);
    }
}
