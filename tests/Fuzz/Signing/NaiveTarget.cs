using System.Text;
using Heliostat.Protocol.Signing;

namespace Heliostat.Fuzz.Signing;

/// <summary>A second reading of paths and queries.</summary>
internal static class NaiveTarget
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static bool IsSound(string path)
    {
        if (path.Length == 0 || path[0] != '/' || path.Any(c => c is <= ' ' or > '~' or '?' or '#' or '\\'))
        {
            return false;
        }

        var segments = path[1..].Split('/').ToList();
        if (segments[^1].Length == 0)
        {
            segments.RemoveAt(segments.Count - 1);
        }

        return path == "/" || segments.All(segment => segment.Length > 0 && segment is not ("." or "..")
            && IsDecodable(segment));
    }

    /// <summary>The query in its canonical form; null where it is to be refused.</summary>
    public static string? Query(string query)
    {
        var parts = query.Split('&').Where(part => part.Length > 0).ToList();
        var pairs = parts.Select(part => part.Split('=', 2)).Select(pair => (
            Key: Decode(pair[0]), Value: pair.Length == 1 ? "" : Decode(pair[1]))).ToList();
        if (parts.Count > RequestTarget.ParametersMax || pairs.Any(pair => pair.Key is null || pair.Value is null))
        {
            return null;
        }

        pairs.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key) is var keys && keys != 0
            ? keys
            : string.CompareOrdinal(a.Value, b.Value));
        return string.Join('&', pairs.Select(pair => $"{Encode(pair.Key!)}={Encode(pair.Value!)}"));
    }

    private static bool IsDecodable(string segment)
    {
        var pieces = segment.Split('%');
        return pieces.Skip(1).All(piece => piece.Length >= 2
            && char.IsAsciiHexDigit(piece[0]) && char.IsAsciiHexDigit(piece[1])
            && Convert.ToInt32(piece[..2], 16) is not ('/' or '\\' or '.' or 0));
    }

    private static string? Decode(string text)
    {
        try
        {
            var bytes = new List<byte>();
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '%')
                {
                    var digits = text.Substring(i + 1, 2);
                    bytes.AddRange(Convert.FromHexString(digits));
                    i += 2;
                }
                else if (text[i] > 127)
                {
                    return null;
                }
                else
                {
                    bytes.Add((byte)(text[i] == '+' ? ' ' : text[i]));
                }
            }

            return Strict.GetString([.. bytes]);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            return null;
        }
    }

    private static string Encode(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(
        value => Unreserved.Contains((char)value, StringComparison.Ordinal) ? $"{(char)value}" : $"%{value:X2}"));
}
