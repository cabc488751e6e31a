using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// The text that an API key signs: <c>publicKey|timestamp|nonce|METHOD|pathname|queryString|bodySha256</c>.
/// </summary>
public static class CanonicalRequest
{
    /// <summary>The text of one request; path, query and body hash are already in canonical form.</summary>
    public static string Write(RequestSignature headers, string method, string path, string query, string bodySha256) =>
        string.Join(
            '|',
            headers.ApiKey,
            headers.UnixMilliseconds.ToString(CultureInfo.InvariantCulture),
            headers.Nonce,
            method.ToUpperInvariant(),
            path,
            query,
            bodySha256);

    /// <summary>HMAC-SHA256 of the text in lower-case hexadecimal; the key is the secret's UTF-8 bytes.</summary>
    public static string Sign(string canonical, string secret) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(canonical)));

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
