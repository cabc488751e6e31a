using System.Security.Cryptography;

namespace Heliostat.Protocol.Signing;

/// <summary>A private key kept ready for many signatures; it may sign on many threads at once.</summary>
public sealed class Ed25519PrivateKey : IDisposable
{
    private const string PemLabel = "PRIVATE KEY";

    private readonly byte[] _seed;
    private readonly byte[] _publicKey;
    private readonly LibCrypto.EvpKeyHandle _handle;

    private Ed25519PrivateKey(ReadOnlySpan<byte> seed)
    {
        _seed = seed.ToArray();
        _handle = LibCrypto.ImportPrivate(seed);
        _publicKey = LibCrypto.PublicKeyOf(_handle);
    }

    // RFC 8410: PKCS#8 with the algorithm 1.3.101.112 and the seed as an octet string inside an octet string.
    private static ReadOnlySpan<byte> Pkcs8Prefix =>
        [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    /// <summary>The 32 bytes of the public key.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Makes a new random key.</summary>
    public static Ed25519PrivateKey Generate() => new(Ed25519.GenerateSeed());

    /// <summary>Takes the key from its 32-byte seed.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static Ed25519PrivateKey FromSeed(ReadOnlySpan<byte> seed) =>
        seed.Length == Ed25519.SeedBytes
            ? new(seed)
            : throw new ArgumentException($"An Ed25519 seed has {Ed25519.SeedBytes} bytes, not {seed.Length}.");

    /// <summary>Reads an unencrypted PKCS#8 key as OpenSSL writes it.</summary>
    /// <exception cref="CryptographicException">The text is not an Ed25519 private key.</exception>
    public static Ed25519PrivateKey FromPem(ReadOnlySpan<char> pem)
    {
        var der = Ed25519Pem.Read(pem, PemLabel);
        try
        {
            var sound = der.Length == Pkcs8Prefix.Length + Ed25519.SeedBytes && der.AsSpan().StartsWith(Pkcs8Prefix);
            return sound
                ? FromSeed(der.AsSpan(Pkcs8Prefix.Length))
                : throw new CryptographicException("The private key is not an Ed25519 key in PKCS#8 form.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>The key as PKCS#8 PEM text; keep it in a file that only its owner can read.</summary>
    public string ToPem() => PemEncoding.WriteString(PemLabel, [.. Pkcs8Prefix, .. _seed]) + "\n";

    /// <summary>A copy of the 32-byte seed, for sealing it elsewhere.</summary>
    public byte[] ToSeed() => [.. _seed];

    /// <summary>The 64-byte signature of a message.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Ed25519.SignatureBytes];
        LibCrypto.Sign(_handle, message, signature);
        return signature;
    }

    /// <summary>Signs into the first 64 bytes of <paramref name="signature"/>.</summary>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature) =>
        LibCrypto.Sign(_handle, message, signature[..Ed25519.SignatureBytes]);

    /// <summary>Lets the key go and wipes the seed.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_seed);
        _handle.Dispose();
    }
}
