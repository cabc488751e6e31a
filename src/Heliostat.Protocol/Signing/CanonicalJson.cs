using System.Buffers;
using System.Runtime.InteropServices;
using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// JSON in one agreed form, so that both sides hash the same bytes: keys sorted by their UTF-16 units at every
/// level, no whitespace, one way to write each string and number (<see cref="CanonicalForm"/>).
/// </summary>
public static class CanonicalJson
{
    /// <summary>How deep objects and arrays may lie inside one another.</summary>
    public const int DepthMax = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>
    /// The canonical form of a JSON text. <paramref name="fault"/> says why there is none:
    /// <see cref="JsonFault.NotJson"/>, or one of the things that are refused in JSON.
    /// </summary>
    public static bool TryWrite(ReadOnlySpan<byte> json, CanonicalForm form, out byte[] canonical, out JsonFault fault)
    {
        canonical = [];
        if (!TryParse(json, out var document, out fault))
        {
            return false;
        }

        using (document)
        {
            return TryWrite(document.RootElement, form, out canonical, out fault);
        }
    }

    /// <summary>The canonical form of a JSON value that has been read already.</summary>
    public static bool TryWrite(JsonElement json, CanonicalForm form, out byte[] canonical, out JsonFault fault)
    {
        var output = new ArrayBufferWriter<byte>();
        fault = Write(json, form, output, depth: 0);
        canonical = fault == JsonFault.None ? output.WrittenSpan.ToArray() : [];
        return fault == JsonFault.None;
    }

    /// <summary>SHA-256 of the canonical form of a JSON value: equal for texts that mean the same value.</summary>
    /// <exception cref="FormatException">The value repeats a key, is too deep, or holds broken text.</exception>
    public static ContentHash Hash(JsonElement json, CanonicalForm form = CanonicalForm.Plain) =>
        TryWrite(json, form, out var canonical, out var fault)
            ? ContentHash.Of(canonical)
            : throw new FormatException(fault.ToSentence());

    /// <summary>Every canonical form of a JSON value that differs from the others: one to four.</summary>
    internal static JsonFault WriteAll(ReadOnlySpan<byte> json, List<byte[]> forms)
    {
        if (!TryParse(json, out var document, out var fault))
        {
            return fault;
        }

        using (document)
        {
            for (var form = CanonicalForm.Plain; form <= (CanonicalForm)3; form++)
            {
                if (!TryWrite(document.RootElement, form, out var canonical, out fault))
                {
                    return fault;
                }

                if (!forms.Any(known => known.AsSpan().SequenceEqual(canonical)))
                {
                    forms.Add(canonical);
                }
            }
        }

        return JsonFault.None;
    }

    private static bool TryParse(ReadOnlySpan<byte> json, out JsonDocument document, out JsonFault fault)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
            document = JsonDocument.ParseValue(ref reader);
            fault = reader.BytesConsumed == json.Length || OnlyWhitespace(json[(int)reader.BytesConsumed..])
                ? JsonFault.None
                : JsonFault.NotJson;
        }
        catch (JsonException)
        {
            document = null!;
            fault = JsonFault.NotJson;
        }

        return fault == JsonFault.None;
    }

    private static bool OnlyWhitespace(ReadOnlySpan<byte> rest) => rest.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private static JsonFault Write(JsonElement value, CanonicalForm form, ArrayBufferWriter<byte> output, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return depth == DepthMax ? JsonFault.TooDeep : WriteObject(value, form, output, depth + 1);
            case JsonValueKind.Array:
                return depth == DepthMax ? JsonFault.TooDeep : WriteArray(value, form, output, depth + 1);
            case JsonValueKind.String:
                return WriteString(value, form, output);
            case JsonValueKind.Number when form.HasFlag(CanonicalForm.JavaScriptNumbers):
                JavaScriptNumber.Write(JsonMarshal.GetRawUtf8Value(value), output);
                return JsonFault.None;
            default:
                output.Write(JsonMarshal.GetRawUtf8Value(value));
                return JsonFault.None;
        }
    }

    private static JsonFault WriteObject(
        JsonElement value, CanonicalForm form, ArrayBufferWriter<byte> output, int depth)
    {
        if (!TryReadMembers(value, out var members))
        {
            return JsonFault.NotText;
        }

        members.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                if (members[i].Key == members[i - 1].Key)
                {
                    return JsonFault.DuplicateKey;
                }

                output.Write(","u8);
            }

            JsonText.Write(members[i].Key, form, output);
            output.Write(":"u8);
            var fault = Write(members[i].Value, form, output, depth);
            if (fault != JsonFault.None)
            {
                return fault;
            }
        }

        output.Write("}"u8);
        return JsonFault.None;
    }

    private static bool TryReadMembers(JsonElement value, out List<KeyValuePair<string, JsonElement>> members)
    {
        members = [];
        try
        {
            foreach (var member in value.EnumerateObject())
            {
                members.Add(new(member.Name, member.Value));
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            // System.Text.Json finds broken UTF-8 and lone surrogates only when a string is taken out.
            return false;
        }
    }

    private static JsonFault WriteArray(
        JsonElement value, CanonicalForm form, ArrayBufferWriter<byte> output, int depth)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            var fault = Write(item, form, output, depth);
            if (fault != JsonFault.None)
            {
                return fault;
            }
        }

        output.Write("]"u8);
        return JsonFault.None;
    }

    private static JsonFault WriteString(JsonElement value, CanonicalForm form, ArrayBufferWriter<byte> output)
    {
        try
        {
            JsonText.Write(value.GetString()!, form, output);
            return JsonFault.None;
        }
        catch (InvalidOperationException)
        {
            return JsonFault.NotText;
        }
    }
}
