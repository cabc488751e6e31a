using System.Security.Cryptography;
using System.Text;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// Checks a request's signature against the secret of its key, in the same time for a good, a bad and an unknown
/// key. Time, nonce, expiry and scopes of the key are the caller's to check.
/// </summary>
public static class RequestVerifier
{
    private static readonly string NobodysSecret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Checks one request.</summary>
    /// <param name="headers">The four headers.</param>
    /// <param name="request">Method, path and query as they stand in the request line.</param>
    /// <param name="body">The body's bytes; may be empty.</param>
    /// <param name="secret">The secret of the key, or null when no such key is known.</param>
    public static RequestVerdict Check(
        RequestSignature headers, RequestLine request, ReadOnlySpan<byte> body, string? secret)
    {
        if (!RequestTarget.IsPathSound(request.Path))
        {
            return RequestVerdict.BadPath;
        }

        if (!RequestTarget.TryWriteQuery(request.Query, out var query))
        {
            return RequestVerdict.BadQuery;
        }

        var forms = new List<byte[]>(4);
        var fault = body.IsEmpty ? JsonFault.NotJson : CanonicalJson.WriteAll(body, forms);
        if (fault == JsonFault.NotJson)
        {
            forms.Add(body.ToArray());
        }
        else if (fault != JsonFault.None)
        {
            return RequestVerdict.BadBody(fault);
        }

        var matches = false;
        foreach (var form in forms)
        {
            var hash = CanonicalRequest.HashOf(form);
            var canonical = CanonicalRequest.Write(headers, request.Method, request.Path, query, hash);
            matches |= IsSame(CanonicalRequest.Sign(canonical, secret ?? NobodysSecret), headers.Signature);
        }

        return matches && secret is not null ? RequestVerdict.Good : RequestVerdict.BadSignature;
    }

    /// <summary>Whether the signature is that of the request (<see cref="Check"/> says why not).</summary>
    public static bool Matches(
        RequestSignature headers, RequestLine request, ReadOnlySpan<byte> body, string? secret) =>
        Check(headers, request, body, secret).Matches;

    private static bool IsSame(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(given));
}
