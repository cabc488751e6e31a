using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Heliostat.Protocol.Signing;

/// <summary>An Ed25519 public key as a JSON Web Key (RFC 8037): how others learn what to check tokens with.</summary>
/// <param name="KeyType">Always <c>OKP</c>.</param>
/// <param name="Curve">Always <c>Ed25519</c>.</param>
/// <param name="X">The 32 bytes of the key, base64url.</param>
/// <param name="KeyId">The key's RFC 7638 thumbprint, which tokens name as <c>kid</c>.</param>
/// <param name="Use">Always <c>sig</c>.</param>
/// <param name="Algorithm">Always <c>EdDSA</c>.</param>
public sealed record JsonWebKey(
    [property: JsonPropertyName("kty")] string KeyType,
    [property: JsonPropertyName("crv")] string Curve,
    [property: JsonPropertyName("x")] string X,
    [property: JsonPropertyName("kid")] string KeyId,
    [property: JsonPropertyName("use")] string Use,
    [property: JsonPropertyName("alg")] string Algorithm)
{
    /// <summary>The web key of a public key.</summary>
    public static JsonWebKey Of(ReadOnlySpan<byte> publicKey) =>
        new("OKP", "Ed25519", Base64Url.EncodeToString(publicKey), ThumbprintOf(publicKey), "sig", "EdDSA");

    /// <summary>The RFC 7638 thumbprint of a public key: its name in tokens and signed heads.</summary>
    public static string ThumbprintOf(ReadOnlySpan<byte> publicKey)
    {
        var members = $$"""{"crv":"Ed25519","kty":"OKP","x":"{{Base64Url.EncodeToString(publicKey)}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members)));
    }

    /// <summary>The key's 32 bytes, or null when this is not a sound Ed25519 key.</summary>
    public byte[]? ToPublicKey()
    {
        if (KeyType != "OKP" || Curve != "Ed25519" || X is null || !Base64Url.IsValid(X))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(X);
        return bytes.Length == Ed25519.PublicKeyBytes ? bytes : null;
    }
}

/// <summary>The keys that a network's tokens and heads may be signed with (<c>/.well-known/jwks.json</c>).</summary>
/// <param name="Keys">The keys, the one in use first.</param>
public sealed record JsonWebKeySet([property: JsonPropertyName("keys")] IReadOnlyList<JsonWebKey> Keys);
