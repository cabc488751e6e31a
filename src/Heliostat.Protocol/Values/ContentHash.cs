using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Heliostat.Protocol.Values;

/// <summary>The SHA-256 of some bytes, by which a blob, a commitment or a tile is named.</summary>
[JsonConverter(typeof(ContentHashJsonConverter))]
public readonly record struct ContentHash : IComparable<ContentHash>
{
    /// <summary>Bytes in a hash.</summary>
    public const int Size = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Takes the 32 bytes of a hash that was computed already.</summary>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public ContentHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException("A content hash has 32 bytes.", nameof(bytes));
        }

        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>True for the value of a variable that was never set.</summary>
    public bool IsEmpty => (_a | _b | _c | _d) == 0;

    /// <summary>Hashes bytes.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(bytes, hash);
        return new ContentHash(hash);
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _d);
    }

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Orders hashes by their bytes.</summary>
    public int CompareTo(ContentHash other)
    {
        var first = (_a, _b, _c, _d);
        return first.CompareTo((other._a, other._b, other._c, other._d));
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Reads 64 lower-case hexadecimal digits; false for anything else.</summary>
    public static bool TryParse(string? text, out ContentHash hash)
    {
        hash = default;
        if (text is not { Length: 2 * Size } || text.AsSpan().ContainsAnyExcept("0123456789abcdef"))
        {
            return false;
        }

        hash = new ContentHash(Convert.FromHexString(text));
        return true;
    }
}
