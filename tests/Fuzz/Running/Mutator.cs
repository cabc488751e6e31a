using System.Text;

namespace Heliostat.Fuzz.Running;

/// <summary>Alters what was sound: bits, pieces, and words that programs like to stumble over.</summary>
internal static class Mutator
{
    private const int RoundsMax = 4;
    private const int PieceBytesMax = 64;
    private const int DepthMax = 80;

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "null", "true", "false", "0", "-1", "-0", "1e999", "1E+2", "1e-7", "9223372036854775807",
            "9223372036854775808", "18446744073709551616", "2147483648", "-2147483649", "0.1", "1.50", "\"\"", "{}",
            "[]", "[[", "}}", "{\"", "\":", ",", ",,", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "\\/",
            "\\x", "é", "😀", "\u2028", "..", "/../", "//", "%2e%2e", "%00", "\0", "\r\n", "\t", " ", "\uFEFF",
            "\"type\":", "\"type\":\"", "$type", "__proto__", "99999999999999999999", "-", "+", "x", "1-", "*/",
            "bytes", "=", ";", "&", "%", "'", "<script>", "1-9x0", "NaN", "Infinity", "0x10", "００",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
    ];

    /// <summary>A sample with one to four alterations.</summary>
    public static byte[] Alter(Random chance, byte[] sample, params byte[][] others)
    {
        var bytes = sample.ToList();
        for (var rounds = chance.Next(1, RoundsMax + 1); rounds > 0; rounds--)
        {
            AlterOnce(chance, bytes, others);
        }

        return [.. bytes];
    }

    /// <summary>The same for text; what is no UTF-8 afterwards becomes question marks.</summary>
    public static string Alter(Random chance, string sample) =>
        Encoding.UTF8.GetString(Alter(chance, Encoding.UTF8.GetBytes(sample)));

    public static T Pick<T>(this Random chance, IReadOnlyList<T> from) => from[chance.Next(from.Count)];

    public static bool OneIn(this Random chance, int count) => chance.Next(count) == 0;

    /// <summary>Bytes for people: as text where they are text, and whole as base64.</summary>
    public static string Show(byte[] bytes) =>
        $"{Encoding.UTF8.GetString(bytes)}\nbase64: {Convert.ToBase64String(bytes)}";

    private static void AlterOnce(Random chance, List<byte> bytes, byte[][] others)
    {
        var at = chance.Next(bytes.Count + 1);
        var count = Math.Min(chance.Next(1, PieceBytesMax), bytes.Count - at);
        switch (chance.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << chance.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)chance.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, count);
                break;
            case 3:
                bytes.InsertRange(chance.Next(bytes.Count + 1), bytes.GetRange(at, count));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5 when others.Length > 0:
                var other = chance.Pick(others);
                var from = chance.Next(other.Length + 1);
                bytes.InsertRange(at, other.Skip(from).Take(PieceBytesMax));
                break;
            case 6:
                ReplaceValue(chance, bytes, at);
                break;
            case 7 when chance.OneIn(20):
                Nest(bytes, at, chance.Next(1, DepthMax));
                break;
            default:
                bytes.InsertRange(at, chance.Pick(Words));
                break;
        }
    }

    // From one delimiter to the next, so that the rest stays sound.
    private static void ReplaceValue(Random chance, List<byte> bytes, int at)
    {
        var start = at;
        while (start > 0 && !":,[{-&=/ ".Contains((char)bytes[start - 1], StringComparison.Ordinal))
        {
            start--;
        }

        var end = at;
        while (end < bytes.Count && !",]}-&=/ ".Contains((char)bytes[end], StringComparison.Ordinal))
        {
            end++;
        }

        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, chance.Pick(Words));
    }

    private static void Nest(List<byte> bytes, int at, int depth)
    {
        bytes.InsertRange(at, Enumerable.Repeat((byte)']', depth));
        bytes.InsertRange(at, Enumerable.Repeat((byte)'[', depth));
    }
}
