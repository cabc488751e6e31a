using System.Security.Cryptography;

namespace Heliostat.Protocol.Signing;

/// <summary>Signs requests with one API key. A nonce is good for one request: sign each retry again.</summary>
public sealed class RequestSigner
{
    private const int NonceBytes = 16;

    private readonly string _apiKey;
    private readonly string _secret;

    /// <summary>Takes the public half (<c>pk_…</c>) and the secret half (<c>sk_…</c>) of an API key.</summary>
    public RequestSigner(string apiKey, string secret)
    {
        _apiKey = apiKey;
        _secret = secret;
    }

    /// <summary>Signs a request that is sent now, with a fresh nonce.</summary>
    /// <param name="method">GET, POST, PUT, PATCH or DELETE.</param>
    /// <param name="path">The path as it will stand in the request line.</param>
    /// <param name="query">The query as it will be sent, without its question mark; may be empty.</param>
    /// <param name="body">The body's bytes; may be empty.</param>
    /// <exception cref="FormatException">The path, the query or the JSON body cannot be signed.</exception>
    public RequestSignature Sign(string method, string path, string query, ReadOnlySpan<byte> body) =>
        Sign(method, path, query, body, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), NewNonce());

    /// <summary>Signs with the time and the nonce given, as tests and replays need.</summary>
    /// <exception cref="FormatException">The path, the query or the JSON body cannot be signed.</exception>
    public RequestSignature Sign(
        string method, string path, string query, ReadOnlySpan<byte> body, long unixMilliseconds, string nonce)
    {
        if (!RequestTarget.IsPathSound(path))
        {
            throw new FormatException($"The path {path} cannot be signed: {RequestVerdict.BadPath.Sentence}");
        }

        if (!RequestTarget.TryWriteQuery(query, out var canonicalQuery))
        {
            throw new FormatException(RequestVerdict.BadQuery.Sentence);
        }

        var unsigned = new RequestSignature(_apiKey, unixMilliseconds, nonce, "");
        var canonical = CanonicalRequest.Write(unsigned, method, path, canonicalQuery, HashBody(body));
        return unsigned with { Signature = CanonicalRequest.Sign(canonical, _secret) };
    }

    private static string NewNonce() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));

    private static string HashBody(ReadOnlySpan<byte> body)
    {
        if (CanonicalJson.TryWrite(body, CanonicalForm.Plain, out var canonical, out var fault))
        {
            return CanonicalRequest.HashOf(canonical);
        }

        return fault == JsonFault.NotJson
            ? CanonicalRequest.HashOf(body)
            : throw new FormatException(fault.ToSentence());
    }
}
