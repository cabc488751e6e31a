using System.Buffers.Text;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// Compact JSON Web Signatures with <c>alg</c> EdDSA (RFC 7515, RFC 8037) and nothing else: other algorithms,
/// critical extensions, padding and repeated keys are refused.
/// </summary>
public static class Jws
{
    /// <summary>The longest token that is looked at.</summary>
    public const int TokenCharactersMax = 8 * 1024;

    private const string Algorithm = "EdDSA";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Signs claims; <paramref name="keyId"/> tells the reader which key to check with.</summary>
    public static string Create<T>(T claims, JsonTypeInfo<T> type, string keyId, Ed25519PrivateKey key) =>
        Create(JsonSerializer.SerializeToUtf8Bytes(claims, type), keyId, key);

    /// <summary>Signs a payload of JSON bytes as they are.</summary>
    public static string Create(ReadOnlySpan<byte> payload, string keyId, Ed25519PrivateKey key)
    {
        var header = $$"""{"alg":"{{Algorithm}}","kid":"{{JsonEncodedText.Encode(keyId)}}","typ":"JWT"}""";
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(payload)}";
        var token = $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
        return token.Length <= TokenCharactersMax
            ? token
            : throw new ArgumentException($"A token has at most {TokenCharactersMax} characters, not {token.Length}.");
    }

    /// <summary>
    /// Checks a token's form and signature and hands out its payload. Times, issuer and audience are the caller's
    /// to check. <paramref name="keyOf"/> answers the key with an id, or null.
    /// </summary>
    public static bool TryVerify(string? token, Func<string, Ed25519PublicKey?> keyOf, out byte[] payload)
    {
        payload = [];
        if (token is null || token.Length > TokenCharactersMax || token.AsSpan().Count('.') != 2)
        {
            return false;
        }

        var payloadAt = token.IndexOf('.', StringComparison.Ordinal) + 1;
        var signatureAt = token.LastIndexOf('.') + 1;
        if (!TryDecode(token.AsSpan(0, payloadAt - 1), out var header)
            || !TryDecode(token.AsSpan(payloadAt, signatureAt - 1 - payloadAt), out var claims)
            || !TryDecode(token.AsSpan(signatureAt), out var signature)
            || !TryReadKeyId(header, out var keyId)
            || keyOf(keyId) is not { } key
            || !key.Verify(Encoding.ASCII.GetBytes(token, 0, signatureAt - 1), signature))
        {
            return false;
        }

        payload = claims;
        return true;
    }

    /// <summary>As the other, and reads the payload; false too when it is not the claims expected.</summary>
    public static bool TryVerify<T>(
        string? token, Func<string, Ed25519PublicKey?> keyOf, JsonTypeInfo<T> type, out T? claims)
        where T : class
    {
        claims = null;
        if (!TryVerify(token, keyOf, out var payload))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(payload, Strict);
            claims = document.Deserialize(type);
            return claims is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Several texts decode to the same bytes when the last character has unused bits: only one of them is let in.
    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text))
        {
            return false;
        }

        try
        {
            bytes = Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return false;
        }

        return text.SequenceEqual(Base64Url.EncodeToString(bytes));
    }

    private static bool TryReadKeyId(byte[] header, out string keyId)
    {
        keyId = "";
        try
        {
            using var document = JsonDocument.Parse(header, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !IsText(root, "alg", Algorithm)
                || root.TryGetProperty("crit", out _)
                || root.TryGetProperty("b64", out _)
                || (root.TryGetProperty("typ", out _) && !IsText(root, "typ", "JWT"))
                || !root.TryGetProperty("kid", out var kid)
                || kid.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            keyId = kid.GetString()!;
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsText(JsonElement root, string name, string text) =>
        root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.ValueEquals(text);
}
