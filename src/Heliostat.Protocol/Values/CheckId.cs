using System.Buffers.Text;
using System.Globalization;

namespace Heliostat.Protocol.Values;

/// <summary>
/// Names one check of one unit of a run, numbered from 1 in the order in which verifiers were drawn. Written
/// <c>RUN:UNIT.ORDINAL</c>.
/// </summary>
[JsonConverter(typeof(CheckIdJsonConverter))]
public readonly record struct CheckId(RunId Run, int Unit, int Ordinal)
{
    internal const int TextLengthMax = RunId.TextLengthMax + 22;

    /// <summary>The run, a colon, the unit, a dot and the ordinal.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Run}:{Unit}.{Ordinal}");

    /// <summary>Reads the form that <see cref="ToString"/> writes; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out CheckId check)
    {
        check = default;
        var colon = text.IndexOf((byte)':');
        var dot = text.LastIndexOf((byte)'.');
        if (colon < 0 || dot < colon || !RunId.TryParse(text[..colon], out var run)
            || !RunId.TryParseNumber(text[(colon + 1)..dot], out var unit)
            || !RunId.TryParseNumber(text[(dot + 1)..], out var ordinal))
        {
            return false;
        }

        check = new CheckId(run, unit, ordinal);
        return true;
    }

    internal int Format(Span<byte> text)
    {
        var length = Run.Format(text);
        text[length++] = (byte)':';
        Utf8Formatter.TryFormat(Unit, text[length..], out var written);
        length += written;
        text[length++] = (byte)'.';
        Utf8Formatter.TryFormat(Ordinal, text[length..], out written);
        return length + written;
    }
}
