using System.Security.Cryptography;
using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// The chain through the journal: an entry's hash is SHA-256(previous hash ‖ body), so that no entry can be
/// altered, dropped or moved without changing every hash after it.
/// </summary>
public static class EntryChain
{
    [ThreadStatic]
    private static IncrementalHash? _hash;

    /// <summary>The previous hash of a network's first entry: 32 zero bytes.</summary>
    public static ContentHash Start => default;

    /// <summary>The hash of the entry that follows <paramref name="previous"/>.</summary>
    public static ContentHash Next(ContentHash previous, ReadOnlySpan<byte> body)
    {
        var sha = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> link = stackalloc byte[ContentHash.Size];
        previous.CopyTo(link);
        sha.AppendData(link);
        sha.AppendData(body);
        sha.GetHashAndReset(link);
        return new ContentHash(link);
    }
}
