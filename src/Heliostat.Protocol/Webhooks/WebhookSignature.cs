using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Heliostat.Protocol.Webhooks;

/// <summary>
/// Signs and verifies posts to webhooks in the form of Standard Webhooks: HMAC-SHA256 over <c>id.timestamp.body</c>.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header that names the news: the same each time that it is posted, to know it again.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the time of the post, in seconds since 1970, UTC.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signatures, each <c>v1,</c> and Base64, with spaces between them.</summary>
    public const string SignatureHeader = "webhook-signature";

    /// <summary>What a secret begins with; the Base64 of its bytes follows.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>Bytes of a secret.</summary>
    public const int SecretBytes = 32;

    /// <summary>Seconds that the time of a post may be away from the receiver's clock.</summary>
    public const int SkewSecondsMax = 300;

    private const string Version = "v1,";

    /// <summary>A new secret, from the system's own source of chance.</summary>
    public static string NewSecret() =>
        SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The signature of one post.</summary>
    /// <param name="secret">The webhook's secret, <c>whsec_…</c>.</param>
    /// <param name="id">The news' id.</param>
    /// <param name="unixSeconds">When it is posted.</param>
    /// <param name="body">The body's bytes.</param>
    /// <exception cref="FormatException">The secret is none.</exception>
    public static string Sign(string secret, string id, long unixSeconds, ReadOnlySpan<byte> body)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}.");
        byte[] signed = [.. Encoding.UTF8.GetBytes(head), .. body];
        return Version + Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), signed));
    }

    /// <summary>Whether a post is from who knows the secret, and not an old one once more.</summary>
    /// <param name="secret">The webhook's secret, <c>whsec_…</c>.</param>
    /// <param name="id">The header <see cref="IdHeader"/>.</param>
    /// <param name="timestamp">The header <see cref="TimestampHeader"/>.</param>
    /// <param name="signatures">The header <see cref="SignatureHeader"/>.</param>
    /// <param name="body">The body's bytes, as they came.</param>
    /// <param name="nowUnixSeconds">The receiver's time.</param>
    /// <exception cref="FormatException">The secret is none.</exception>
    public static bool Verify(
        string secret, string id, string timestamp, string signatures, ReadOnlySpan<byte> body, long nowUnixSeconds)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at < nowUnixSeconds - SkewSecondsMax
            || at > nowUnixSeconds + SkewSecondsMax)
        {
            return false;
        }

        var expected = Encoding.ASCII.GetBytes(Sign(secret, id, at, body));
        var isSigned = false;
        foreach (var signature in signatures.Split(' '))
        {
            isSigned |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature));
        }

        return isSigned;
    }

    private static byte[] KeyOf(string secret) => secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
        ? Convert.FromBase64String(secret[SecretPrefix.Length..])
        : throw new FormatException($"A webhook's secret begins with {SecretPrefix}.");
}
