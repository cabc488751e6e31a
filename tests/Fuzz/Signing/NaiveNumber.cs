using System.Globalization;

namespace Heliostat.Fuzz.Signing;

/// <summary>A second way to JavaScript's numbers: tries one digit, then two, until they read back.</summary>
internal static class NaiveNumber
{
    private const int DigitsMax = 17;

    public static string Write(string number)
    {
        var value = double.Parse(number, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            return number;
        }

        return value == 0 ? "0" : (value < 0 ? "-" : "") + Shortest(Math.Abs(value));
    }

    private static string Shortest(double value)
    {
        for (var count = 1; count <= DigitsMax; count++)
        {
            var text = value.ToString($"E{count - 1}", CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture) == value)
            {
                var parts = text.Split('E');
                var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
                return Lay(digits, int.Parse(parts[1], CultureInfo.InvariantCulture) + 1);
            }
        }

        throw new InvalidOperationException($"{value} has no digits.");
    }

    // ECMAScript, Number::toString, where k digits stand before a point that lies n places from their beginning.
    private static string Lay(string digits, int n)
    {
        var k = digits.Length;
        if (k <= n && n <= 21)
        {
            return digits + new string('0', n - k);
        }

        if (n is > 0 and <= 21)
        {
            return $"{digits[..n]}.{digits[n..]}";
        }

        if (n is > -6 and <= 0)
        {
            return $"0.{new string('0', -n)}{digits}";
        }

        var exponent = string.Create(
            CultureInfo.InvariantCulture, $"e{(n - 1 < 0 ? '-' : '+')}{Math.Abs(n - 1)}");
        return k == 1 ? digits + exponent : $"{digits[0]}.{digits[1..]}{exponent}";
    }
}
