using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Heliostat.Protocol.Values;

namespace Heliostat.Storage.Urls;

/// <summary>
/// Leave to get or put one blob, for a quarter of an hour, for whoever has the URL. Expiry is checked when a request
/// starts.
/// </summary>
/// <param name="Method">GET or PUT. Either admits HEAD too.</param>
/// <param name="Key">The blob.</param>
/// <param name="Length">Its exact length in bytes.</param>
/// <param name="ExpiresUnixSeconds">The first second in which it is good no more.</param>
public sealed record SignedUrl(string Method, BlobKey Key, long Length, long ExpiresUnixSeconds)
{
    /// <summary>How long a URL is good.</summary>
    public const int LifetimeSeconds = 15 * 60;

    /// <summary>The largest blob for which there is a URL: 64 GiB.</summary>
    public const long BlobBytesMax = 64L * 1024 * 1024 * 1024;

    private const string Domain = "heliostat/blob-url/1";

    /// <summary>Makes a URL that is good for 15 minutes from a time on.</summary>
    /// <param name="origin">Where the blob listener is reached, such as <c>https://host:8444</c>.</param>
    /// <param name="method">GET or PUT.</param>
    /// <param name="key">The blob.</param>
    /// <param name="length">Its exact length.</param>
    /// <param name="now">The time it is.</param>
    /// <param name="keys">The secrets.</param>
    public static Uri Make(
        Uri origin, HttpMethod method, BlobKey key, long length, DateTimeOffset now, SignedUrlKeys keys)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, BlobBytesMax);
        var url = new SignedUrl(method.Method, key, length, now.ToUnixTimeSeconds() + LifetimeSeconds);
        return new Uri(origin, url.ToTarget(keys));
    }

    /// <summary>Checks a request against its URL.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="hash">The hash in the path.</param>
    /// <param name="query">A parameter of the query by name; null when it is absent or repeated.</param>
    /// <param name="now">When the request started.</param>
    /// <param name="keys">The secrets.</param>
    /// <param name="url">What the URL admits.</param>
    public static SignedUrlVerdict Check(
        string method,
        ContentHash hash,
        Func<string, string?> query,
        DateTimeOffset now,
        SignedUrlKeys keys,
        out SignedUrl url)
    {
        url = null!;
        if (!AccountId.TryParse(query("account"), out var account)
            || !TryRead(query("length"), out var length)
            || !TryRead(query("expires"), out var expires)
            || query("method") is not { } signedMethod
            || query("key") is not { } keyId
            || query("signature") is not { } signature
            || keys.Find(keyId) is not { } secret)
        {
            return SignedUrlVerdict.Invalid;
        }

        url = new SignedUrl(signedMethod, new BlobKey(account, hash), length, expires);
        if (!IsSame(url.Sign(keyId, secret), signature) || (method != signedMethod && method != "HEAD"))
        {
            return SignedUrlVerdict.Invalid;
        }

        return now.ToUnixTimeSeconds() < expires ? SignedUrlVerdict.Good : SignedUrlVerdict.Expired;
    }

    /// <summary>Path and query of this URL, signed with the current secret.</summary>
    public string ToTarget(SignedUrlKeys keys) => string.Create(
        CultureInfo.InvariantCulture,
        $"/blobs/{Key.Hash}?account={Key.Account}&method={Method}&length={Length}&expires={ExpiresUnixSeconds}"
            + $"&key={Uri.EscapeDataString(keys.CurrentId)}"
            + $"&signature={Sign(keys.CurrentId, keys.Find(keys.CurrentId)!)}");

    private string Sign(string keyId, byte[] secret)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Domain}\n{Method}\n{Key.Hash}\n{Key.Account}\n{Length}\n{ExpiresUnixSeconds}\n{keyId}");
        return Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text)));
    }

    private static bool TryRead(string? text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool IsSame(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
}
