using System.Globalization;
using System.Text;

namespace Heliostat.Protocol.Signing;

/// <summary>The path and the query of a request in the one form that is signed.</summary>
public static class RequestTarget
{
    /// <summary>How many parameters a signed query may have.</summary>
    public const int ParametersMax = 256;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Whether a path, percent-encoded as it stands in the request line, can be signed: it starts with a slash and
    /// has no empty, "." or ".." segment, no encoded slash, and only visible ASCII.
    /// </summary>
    public static bool IsPathSound(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty || path[0] != '/' || path.IndexOfAnyExceptInRange('!', '~') >= 0
            || path.IndexOfAny("?#\\") >= 0)
        {
            return false;
        }

        if (path.Length == 1)
        {
            return true;
        }

        var rest = path[^1] == '/' ? path[1..^1] : path[1..];
        foreach (var range in rest.Split('/'))
        {
            if (!IsSegmentSound(rest[range]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The query (without its question mark) with keys sorted, equal keys by value, both encoded after RFC 3986.
    /// False when an escape is broken, the text is not UTF-8, or there are over <see cref="ParametersMax"/>.
    /// </summary>
    public static bool TryWriteQuery(string query, out string canonical)
    {
        canonical = "";
        var parts = query.Split('&', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > ParametersMax)
        {
            return false;
        }

        var pairs = new List<KeyValuePair<string, string>>(parts.Length);
        foreach (var part in parts)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? part : part[..equals];
            var value = equals < 0 ? "" : part[(equals + 1)..];
            if (!TryDecode(key, out key) || !TryDecode(value, out value))
            {
                return false;
            }

            pairs.Add(new(key, value));
        }

        canonical = WriteQuery(pairs);
        return true;
    }

    /// <summary>The canonical query of parameters that are not encoded yet.</summary>
    public static string WriteQuery(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join('&', parameters
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    private static bool IsSegmentSound(ReadOnlySpan<char> segment)
    {
        for (var at = segment.IndexOf('%'); at >= 0; at = NextPercent(segment, at))
        {
            // An encoded dot, slash or backslash means one path here and another behind a proxy that decodes it.
            if (at + 2 >= segment.Length
                || !byte.TryParse(segment.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, null, out var value)
                || value is (byte)'/' or (byte)'\\' or (byte)'.' or 0)
            {
                return false;
            }
        }

        return segment.Length > 0 && segment is not ("." or "..");
    }

    private static int NextPercent(ReadOnlySpan<char> segment, int at)
    {
        var next = segment[(at + 1)..].IndexOf('%');
        return next < 0 ? -1 : at + 1 + next;
    }

    private static bool TryDecode(string text, out string decoded)
    {
        decoded = text;
        if (!text.AsSpan().ContainsAny('%', '+') && Ascii.IsValid(text))
        {
            return true;
        }

        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !byte.TryParse(
                    text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out var value))
                {
                    return false;
                }

                bytes.Add(value);
                i += 2;
            }
            else if (char.IsAscii(text[i]))
            {
                bytes.Add(text[i] == '+' ? (byte)' ' : (byte)text[i]);
            }
            else
            {
                return false;
            }
        }

        return TryReadUtf8(bytes, out decoded);
    }

    private static bool TryReadUtf8(List<byte> bytes, out string text)
    {
        try
        {
            text = StrictUtf8.GetString([.. bytes]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}
