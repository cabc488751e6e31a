using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>The JSON lines that go to a plugin and come back.</summary>
internal static class PluginLines
{
    private const int NumberLengthMax = 20;
    private const int DetailLengthMax = 500;
    private const int ThousandthsMax = 1_000;

    /// <summary>Writes a request.</summary>
    public static void WriteRequest(IBufferWriter<byte> output, long id, ReadOnlySpan<byte> payload)
    {
        WriteId(output, id);
        output.Write(",\"payload\":"u8);
        output.Write(payload);
        output.Write("}\n"u8);
    }

    /// <summary>Writes the beginning that requests and answers share.</summary>
    public static void WriteId(IBufferWriter<byte> output, long id)
    {
        output.Write("{\"id\":"u8);
        Utf8Formatter.TryFormat(id, output.GetSpan(NumberLengthMax), out var written);
        output.Advance(written);
    }

    /// <summary>Writes the rest of an answer that is an error, but for its closing brace.</summary>
    public static void WriteError(IBufferWriter<byte> output, string code, string message)
    {
        output.Write(",\"error\":{\"code\":\""u8);
        output.Write(JsonEncodedText.Encode(code).EncodedUtf8Bytes);
        output.Write("\",\"message\":\""u8);
        output.Write(JsonEncodedText.Encode(message).EncodedUtf8Bytes);
        output.Write("\"}"u8);
    }

    /// <summary>Reads a request: its number, and where its payload lies.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static (long Id, Range Payload) ReadRequest(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        long? id = null;
        Range? payload = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            var isPayload = reader.ValueTextEquals("payload"u8);
            reader.Read();
            if (isId)
            {
                id = reader.GetInt64();
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            payload = isPayload ? start..(int)reader.BytesConsumed : payload;
        }

        return id is { } number && payload is { } range
            ? (number, range)
            : throw new JsonException("A request has an id and a payload.");
    }

    /// <summary>
    /// Reads what a plugin says of a request: <c>{"id":1,"result":…}</c>, <c>{"id":1,"error":{…}}</c>, or how far it
    /// is, <c>{"id":1,"progress":0.5,"message":"…"}</c>.
    /// </summary>
    /// <exception cref="JsonException">It is none of these.</exception>
    public static PluginAnswer ReadAnswer(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        var root = JsonElement.ParseValue(ref reader);
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("id", out var id)
            || !id.TryGetInt64(out var number))
        {
            throw new JsonException("An answer has an id.");
        }

        if (root.TryGetProperty("result", out var result))
        {
            return new PluginAnswer(number, result, null, null);
        }

        if (root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            return new PluginAnswer(number, null, ReadFailure(error), null);
        }

        return root.TryGetProperty("progress", out var progress)
            && progress.ValueKind == JsonValueKind.Number
            && progress.TryGetDecimal(out var part)
                ? new PluginAnswer(number, null, null, new PluginProgress(
                    (int)(Math.Clamp(part, 0, 1) * ThousandthsMax), Short(TextOf(root, "message"))))
                : throw new JsonException("An answer has a result, an error, or a progress from 0 to 1.");
    }

    /// <summary>The payload in one line, as it goes down the pipe.</summary>
    public static byte[] InOneLine(JsonElement? payload)
    {
        if (payload is not { ValueKind: not JsonValueKind.Undefined } given)
        {
            return "null"u8.ToArray();
        }

        var raw = JsonMarshal.GetRawUtf8Value(given);
        if (!raw.ContainsAny("\r\n"u8))
        {
            return raw.ToArray();
        }

        var compact = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(compact))
        {
            given.WriteTo(writer);
        }

        return compact.WrittenSpan.ToArray();
    }

    private static RunFailure ReadFailure(JsonElement error)
    {
        var code = TextOf(error, "code");
        var detail = Short(TextOf(error, "message"));
        return code switch
        {
            FailureReasons.PayloadInvalid or FailureReasons.OutOfMemory => new RunFailure(code, FaultSide.Job, detail),
            _ => new RunFailure(FailureReasons.Crashed, FaultSide.Unknown, detail),
        };
    }

    private static string Short(string text) => text.Length > DetailLengthMax ? text[..DetailLengthMax] : text;

    private static string TextOf(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
