using System.Security.Cryptography;

namespace Heliostat.Protocol.Signing;

/// <summary>A public key kept ready for checking many signatures; it may be used on many threads at once.</summary>
public sealed class Ed25519PublicKey : IDisposable
{
    private const string PemLabel = "PUBLIC KEY";

    private readonly byte[] _bytes;
    private readonly LibCrypto.EvpKeyHandle _handle;

    private Ed25519PublicKey(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes.ToArray();
        _handle = LibCrypto.ImportPublic(bytes);
    }

    // RFC 8410: a SubjectPublicKeyInfo with the algorithm 1.3.101.112 and the key as a bit string.
    private static ReadOnlySpan<byte> SpkiPrefix =>
        [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>The 32 bytes of the key.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Takes the key from its 32 bytes.</summary>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public static Ed25519PublicKey FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Ed25519.PublicKeyBytes
            ? new(bytes)
            : throw new ArgumentException(
                $"An Ed25519 public key has {Ed25519.PublicKeyBytes} bytes, not {bytes.Length}.");

    /// <summary>Reads a SubjectPublicKeyInfo as OpenSSL writes it.</summary>
    /// <exception cref="CryptographicException">The text is not an Ed25519 public key.</exception>
    public static Ed25519PublicKey FromPem(ReadOnlySpan<char> pem)
    {
        var der = Ed25519Pem.Read(pem, PemLabel);
        var sound = der.Length == SpkiPrefix.Length + Ed25519.PublicKeyBytes && der.AsSpan().StartsWith(SpkiPrefix);
        return sound
            ? FromBytes(der.AsSpan(SpkiPrefix.Length))
            : throw new CryptographicException("The public key is not an Ed25519 key in SubjectPublicKeyInfo form.");
    }

    /// <summary>A public key's bytes as PEM text.</summary>
    public static string ToPem(ReadOnlySpan<byte> publicKey) =>
        PemEncoding.WriteString(PemLabel, [.. SpkiPrefix, .. publicKey]) + "\n";

    /// <summary>The key as PEM text.</summary>
    public string ToPem() => ToPem(_bytes);

    /// <summary>Whether the signature is that of the message; false for anything malformed.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureBytes && LibCrypto.Verify(_handle, message, signature);

    /// <summary>Lets the key go.</summary>
    public void Dispose() => _handle.Dispose();
}
