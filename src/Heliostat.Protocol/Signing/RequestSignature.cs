using System.Globalization;

namespace Heliostat.Protocol.Signing;

/// <summary>The four headers that sign a consumer's or operator's request.</summary>
/// <param name="ApiKey">The public half of the API key, <c>pk_…</c>.</param>
/// <param name="UnixMilliseconds">When the request was signed.</param>
/// <param name="Nonce">Random hexadecimal digits, used once.</param>
/// <param name="Signature">HMAC-SHA256 in 64 lower-case hexadecimal digits.</param>
public sealed record RequestSignature(string ApiKey, long UnixMilliseconds, string Nonce, string Signature)
{
    /// <summary>The header of <see cref="ApiKey"/>.</summary>
    public const string ApiKeyHeader = "X-API-Key";

    /// <summary>The header of <see cref="UnixMilliseconds"/>.</summary>
    public const string TimeHeader = "X-Time";

    /// <summary>The header of <see cref="Nonce"/>.</summary>
    public const string NonceHeader = "X-Nonce";

    /// <summary>The header of <see cref="Signature"/>.</summary>
    public const string SignatureHeader = "X-Signature";

    /// <summary>How far a request's time may lie from the manager's, either way.</summary>
    public const int ClockSkewMillisecondsMax = 5 * 60 * 1000;

    /// <summary>How long a nonce is remembered: both sides of the permitted skew, and a minute more.</summary>
    public const int NonceKeptMilliseconds = (2 * ClockSkewMillisecondsMax) + (60 * 1000);

    /// <summary>The longest API key name that is looked at.</summary>
    public const int ApiKeyCharactersMax = 128;

    private const int NonceCharactersMin = 16;
    private const int NonceCharactersMax = 64;
    private const int SignatureCharacters = 64;

    /// <summary>Whether the request was signed within five minutes of <paramref name="nowUnixMilliseconds"/>.</summary>
    public bool IsTimely(long nowUnixMilliseconds) =>
        Int128.Abs((Int128)nowUnixMilliseconds - UnixMilliseconds) <= ClockSkewMillisecondsMax;

    /// <summary>The headers by name, to put on a request.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToHeaders() =>
    [
        new(ApiKeyHeader, ApiKey),
        new(TimeHeader, UnixMilliseconds.ToString(CultureInfo.InvariantCulture)),
        new(NonceHeader, Nonce),
        new(SignatureHeader, Signature),
    ];

    /// <summary>
    /// Reads the headers through <paramref name="header"/>, which answers null for one that is absent or repeated.
    /// Null when one is missing or malformed.
    /// </summary>
    public static RequestSignature? Read(Func<string, string?> header)
    {
        var apiKey = header(ApiKeyHeader);
        var nonce = header(NonceHeader);
        var signature = header(SignatureHeader);
        return IsApiKey(apiKey) && IsNonce(nonce) && IsSignature(signature)
            && TryReadTime(header(TimeHeader), out var at)
            ? new(apiKey!, at, nonce!, signature!)
            : null;
    }

    private static bool IsApiKey(string? text) =>
        text is { Length: > 0 and <= ApiKeyCharactersMax }
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static bool IsNonce(string? text) =>
        text is { Length: >= NonceCharactersMin and <= NonceCharactersMax } && text.All(char.IsAsciiHexDigit);

    private static bool IsSignature(string? text) =>
        text is { Length: SignatureCharacters } && text.All(char.IsAsciiHexDigitLower);

    // The text itself is signed, so only the one way to write a number is let in.
    private static bool TryReadTime(string? text, out long unixMilliseconds) =>
        long.TryParse(text, NumberStyles.None, null, out unixMilliseconds)
        && text == unixMilliseconds.ToString(CultureInfo.InvariantCulture);
}
