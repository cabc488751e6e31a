using System.Security.Cryptography;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// Ed25519 signatures (RFC 8032) over raw keys. For many signatures with one key, keep an
/// <see cref="Ed25519PrivateKey"/> or <see cref="Ed25519PublicKey"/>.
/// </summary>
public static class Ed25519
{
    /// <summary>Length of a private key's seed.</summary>
    public const int SeedBytes = 32;

    /// <summary>Length of a public key.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Length of a signature.</summary>
    public const int SignatureBytes = 64;

    /// <summary>Whether this machine can sign and verify: Linux with OpenSSL 3.</summary>
    public static bool IsAvailable => LibCrypto.Missing is null;

    /// <summary>Why <see cref="IsAvailable"/> is false, and what to do; null when it is true.</summary>
    public static string? WhyUnavailable => LibCrypto.Missing;

    /// <summary>A new random seed; whoever has it has the key.</summary>
    public static byte[] GenerateSeed() => RandomNumberGenerator.GetBytes(SeedBytes);

    /// <summary>The public key that belongs to a seed.</summary>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        using var key = Ed25519PrivateKey.FromSeed(seed);
        return key.PublicKey.ToArray();
    }

    /// <summary>Signs a message with a seed.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = Ed25519PrivateKey.FromSeed(seed);
        return key.Sign(message);
    }

    /// <summary>Whether the signature is that of the message; false for anything malformed.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeyBytes)
        {
            return false;
        }

        using var key = Ed25519PublicKey.FromBytes(publicKey);
        return key.Verify(message, signature);
    }
}
