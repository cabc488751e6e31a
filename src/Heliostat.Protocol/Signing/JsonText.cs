using System.Buffers;
using System.Text;

namespace Heliostat.Protocol.Signing;

/// <summary>Writes a JSON string as JavaScript and Python do: only what must be escaped is, in one way.</summary>
internal static class JsonText
{
    private const string Hex = "0123456789abcdef";

    public static void Write(string text, CanonicalForm form, ArrayBufferWriter<byte> output)
    {
        var escapeAll = form.HasFlag(CanonicalForm.EscapedText);
        var written = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            Append(written, character, escapeAll);
        }

        written.Append('"');
        Encoding.UTF8.GetBytes(written.ToString(), output);
    }

    private static void Append(StringBuilder written, char character, bool escapeAll)
    {
        switch (character)
        {
            case '"': written.Append("\\\""); break;
            case '\\': written.Append("\\\\"); break;
            case '\b': written.Append("\\b"); break;
            case '\f': written.Append("\\f"); break;
            case '\n': written.Append("\\n"); break;
            case '\r': written.Append("\\r"); break;
            case '\t': written.Append("\\t"); break;
            case < ' ': AppendHex(written, character); break;
            case > '~' when escapeAll: AppendHex(written, character); break;
            default: written.Append(character); break;
        }
    }

    private static void AppendHex(StringBuilder written, char character) =>
        written.Append("\\u")
            .Append(Hex[character >> 12])
            .Append(Hex[(character >> 8) & 15])
            .Append(Hex[(character >> 4) & 15])
            .Append(Hex[character & 15]);
}
