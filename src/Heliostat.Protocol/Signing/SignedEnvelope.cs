using System.Security.Cryptography;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// The signature that a node puts under an envelope that reports: over domain, network, session, counter and the
/// body's SHA-256. Session and counter make a repeated or reordered envelope plain to see.
/// </summary>
/// <param name="Network">The network that the report is for.</param>
/// <param name="Session">The session that the manager's hello named.</param>
/// <param name="Counter">Which signed envelope of the session this is, from 1.</param>
public readonly record struct SignedEnvelope(Guid Network, Guid Session, ulong Counter)
{
    /// <summary>The domain of these signatures.</summary>
    public const string Domain = "heliostat/envelope/1";

    /// <summary>The bytes that are signed.</summary>
    public byte[] ToSignedBytes(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return new SignedBytes(Domain).Id(Network).Id(Session).Number(Counter).Bytes(hash).ToArray();
    }

    /// <summary>Signs an envelope's body, exactly as its bytes will be sent.</summary>
    public byte[] Sign(Ed25519PrivateKey key, ReadOnlySpan<byte> body) => key.Sign(ToSignedBytes(body));

    /// <summary>Whether the node with this key signed this body at this place of this session.</summary>
    public bool Verify(Ed25519PublicKey key, ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature) =>
        key.Verify(ToSignedBytes(body), signature);
}
