using System.Buffers;
using System.Globalization;
using System.Text;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// Writes a JSON number as JavaScript would after reading it (ECMAScript, Number::toString): the shortest digits
/// that give the same double, with an exponent only below 1e-6 and from 1e21.
/// </summary>
internal static class JavaScriptNumber
{
    private const int PlainPointMin = -5;
    private const int PlainPointMax = 21;

    public static void Write(ReadOnlySpan<byte> number, ArrayBufferWriter<byte> output)
    {
        var value = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            // JavaScript would write null here, and a signature must not cover both a number and null.
            output.Write(number);
            return;
        }

        Encoding.ASCII.GetBytes(Format(value), output);
    }

    private static string Format(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        var (digits, point) = Split(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));
        return (value < 0 ? "-" : "") + Lay(digits, point);
    }

    /// <summary>Takes "12.5E+3" apart into its digits "125" and the place of the point after the first five.</summary>
    private static (string Digits, int Point) Split(string text)
    {
        var exponentAt = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = exponentAt < 0 ? 0 : int.Parse(text[(exponentAt + 1)..], CultureInfo.InvariantCulture);
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var pointAt = mantissa.IndexOf('.', StringComparison.Ordinal);
        var point = (pointAt < 0 ? mantissa.Length : pointAt) + exponent;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leadingZeros = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), point - leadingZeros);
    }

    private static string Lay(string digits, int point)
    {
        if (point is < PlainPointMin or > PlainPointMax)
        {
            var exponent = point - 1;
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            var sign = exponent < 0 ? '-' : '+';
            return $"{mantissa}e{sign}{Math.Abs(exponent).ToString(CultureInfo.InvariantCulture)}";
        }

        if (point <= 0)
        {
            return "0." + new string('0', -point) + digits;
        }

        return point >= digits.Length
            ? digits.PadRight(point, '0')
            : $"{digits[..point]}.{digits[point..]}";
    }
}
