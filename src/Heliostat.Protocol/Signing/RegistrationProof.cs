using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// What a node signs to show that it holds the key it registers (WIRE.md section 2), bound to one manager, one
/// challenge and one operator, so that no answer serves anywhere else.
/// </summary>
/// <param name="Network">The network's id.</param>
/// <param name="ManagerOrigin">The manager's origin as the node reached it, such as <c>https://host:8443</c>.</param>
/// <param name="Challenge">The manager's 32 random bytes.</param>
/// <param name="PublicKey">The node's public key, 32 bytes.</param>
/// <param name="Operator">The account that lends the node.</param>
/// <param name="Capabilities">What the node offers, in the order in which it was registered.</param>
public sealed record RegistrationProof(
    Guid Network,
    string ManagerOrigin,
    ReadOnlyMemory<byte> Challenge,
    ReadOnlyMemory<byte> PublicKey,
    AccountId Operator,
    IReadOnlyList<string> Capabilities)
{
    /// <summary>The domain of these signatures.</summary>
    public const string Domain = "heliostat/register/1";

    /// <summary>Length of a challenge.</summary>
    public const int ChallengeBytes = 32;

    /// <summary>How long a challenge may be answered.</summary>
    public const int ChallengeSecondsMax = 60;

    /// <summary>The bytes that are signed.</summary>
    public byte[] ToSignedBytes()
    {
        var bytes = new SignedBytes(Domain)
            .Id(Network)
            .Text(ManagerOrigin)
            .Bytes(Challenge.Span)
            .Bytes(PublicKey.Span)
            .Id(Operator.Value)
            .Number((ulong)Capabilities.Count);
        foreach (var capability in Capabilities)
        {
            bytes.Text(capability);
        }

        return bytes.ToArray();
    }

    /// <summary>Signs the proof with the node's key.</summary>
    public byte[] Sign(Ed25519PrivateKey key) => key.Sign(ToSignedBytes());

    /// <summary>Whether the holder of <see cref="PublicKey"/> signed this proof.</summary>
    public bool Verify(ReadOnlySpan<byte> signature) =>
        Ed25519.Verify(PublicKey.Span, ToSignedBytes(), signature);
}
