using System.Globalization;
using System.Text;

namespace Heliostat.Cli.Running;

/// <summary>Makes text of strangers fit for a terminal, which takes some characters for orders.</summary>
internal static class SafeText
{
    /// <summary>
    /// Writes out every control character but tab and line feed, and those that turn the direction of writing, as
    /// <c>\x1b</c> or <c>\u202e</c>. A carriage return before a line feed goes.
    /// </summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsUnsafe(text[i]))
            {
                safe.Append(text[i]);
            }
            else if (text[i] != '\r' || i + 1 >= text.Length || text[i + 1] != '\n')
            {
                var code = ((int)text[i]).ToString(text[i] < 0x100 ? "x2" : "x4", CultureInfo.InvariantCulture);
                safe.Append(text[i] < 0x100 ? "\\x" : "\\u").Append(code);
            }
        }

        return safe.ToString();
    }

    /// <summary>The same on one line, for a table.</summary>
    public static string Line(string? text) => text is null
        ? ""
        : Of(text.ReplaceLineEndings(" ").Replace('\t', ' '));

    private static bool IsUnsafe(char letter) =>
        (char.IsControl(letter) && letter is not ('\t' or '\n'))
        || letter is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f';
}
