using System.Buffers.Binary;
using System.Text;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// Builds the bytes that are signed: each field is its length (32 bits, big-endian) and its bytes, and the first is
/// a domain, so that no signature can be taken for one of another kind and no two messages share their bytes.
/// </summary>
internal sealed class SignedBytes
{
    private const int GuidBytes = 16;

    private readonly MemoryStream _bytes = new(256);

    public SignedBytes(string domain) => Text(domain);

    public SignedBytes Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    public SignedBytes Bytes(ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)field.Length);
        _bytes.Write(length);
        _bytes.Write(field);
        return this;
    }

    public SignedBytes Id(Guid id)
    {
        Span<byte> field = stackalloc byte[GuidBytes];
        id.TryWriteBytes(field, bigEndian: true, out _);
        return Bytes(field);
    }

    public SignedBytes Number(ulong number)
    {
        Span<byte> field = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(field, number);
        return Bytes(field);
    }

    public byte[] ToArray() => _bytes.ToArray();
}
