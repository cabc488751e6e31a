using System.Security.Cryptography;
using Heliostat.Core;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Vault;

/// <summary>
/// The verification keys: each run has HMAC-SHA256(secret, network id ‖ run id), so that none need be stored and none
/// can be known before it is revealed.
/// </summary>
public sealed class RunKeys : IRunKeys
{
    private const int GuidBytes = 16;

    private readonly byte[] _secret;
    private readonly byte[] _network;

    /// <summary>Takes the vault's verification secret and the network's id.</summary>
    public RunKeys(byte[] secret, Guid network)
    {
        _secret = secret;
        _network = network.ToByteArray(bigEndian: true);
    }

    /// <summary>SHA-256 of a run's key, which stands in the entry that leases the run.</summary>
    public ContentHash KeyHashOf(RunId run)
    {
        Span<byte> key = stackalloc byte[ContentHash.Size];
        Make(run, key);
        return ContentHash.Of(key);
    }

    /// <summary>HMAC-SHA256(key, commitment), from which the tiles to check are drawn.</summary>
    public ContentHash DrawOf(RunId run, ContentHash commitment)
    {
        Span<byte> key = stackalloc byte[ContentHash.Size];
        Make(run, key);
        return DrawOf(key, commitment);
    }

    /// <summary>The run's key itself, for the entry of its last verdict.</summary>
    public ContentHash Reveal(RunId run)
    {
        Span<byte> key = stackalloc byte[ContentHash.Size];
        Make(run, key);
        return new ContentHash(key);
    }

    /// <summary>The draw that a revealed key gives, by which an auditor checks the tiles.</summary>
    public static ContentHash DrawOf(ReadOnlySpan<byte> key, ContentHash commitment)
    {
        Span<byte> draw = stackalloc byte[ContentHash.Size];
        HMACSHA256.HashData(key, commitment.ToArray(), draw);
        return new ContentHash(draw);
    }

    private void Make(RunId run, Span<byte> key)
    {
        Span<byte> input = stackalloc byte[GuidBytes + RunId.BytesCount];
        _network.CopyTo(input);
        run.ToBytes().CopyTo(input[GuidBytes..]);
        HMACSHA256.HashData(_secret, input, key);
    }
}
