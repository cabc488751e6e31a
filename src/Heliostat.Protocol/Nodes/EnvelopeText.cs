using System.Globalization;
using System.Text;

namespace Heliostat.Protocol.Nodes;

/// <summary>
/// Envelopes as text on the relay. Unsigned: <c>{"messages":[…]}</c>, or one message alone. Signed:
/// <c>{"counter":7,"signature":"…","body":{"messages":[…]}}</c>, where the signature covers the bytes of body as sent.
/// </summary>
public static class EnvelopeText
{
    /// <summary>Bytes of one envelope.</summary>
    public const int BytesMax = 1024 * 1024;

    /// <summary>Messages in one envelope.</summary>
    public const int MessagesMax = 1_024;

    /// <summary>
    /// How deep objects and arrays may lie inside one another in a body. A reported body lies inside an entry of the
    /// journal, whose readers go to 64: what is let in here must be readable there.
    /// </summary>
    public const int DepthMax = 48;

    /// <summary>Signed envelopes that a node may have sent without an answer.</summary>
    public const int UnacknowledgedMax = 64;

    /// <summary>Writes the body of a node's envelope, the bytes that it signs.</summary>
    public static byte[] WriteBody(NodeEnvelope envelope) =>
        JsonSerializer.SerializeToUtf8Bytes(envelope, WireJson.Default.NodeEnvelope);

    /// <summary>Writes a signed envelope around a body.</summary>
    public static byte[] WriteSigned(ulong counter, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> body)
    {
        var head = $"{{\"counter\":{counter.ToString(CultureInfo.InvariantCulture)},\"signature\":\""
            + $"{Convert.ToBase64String(signature)}\",\"body\":";
        var bytes = new byte[head.Length + body.Length + 1];
        Encoding.ASCII.GetBytes(head, bytes);
        body.CopyTo(bytes.AsSpan(head.Length));
        bytes[^1] = (byte)'}';
        return bytes;
    }

    /// <summary>Writes a manager's envelope.</summary>
    public static byte[] Write(ManagerEnvelope envelope) =>
        JsonSerializer.SerializeToUtf8Bytes(envelope, WireJson.Default.ManagerEnvelope);

    /// <summary>Reads a manager's envelope.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static ManagerEnvelope ReadManager(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, WireJson.Default.ManagerEnvelope)
                ?? throw new JsonException("An envelope is not null.");
        }
        catch (InvalidOperationException error)
        {
            throw NotText(error);
        }
    }

    /// <summary>Reads the body of a node's envelope, or one message alone.</summary>
    /// <exception cref="JsonException">It is neither, or holds too many messages.</exception>
    public static NodeEnvelope ReadBody(ReadOnlySpan<byte> body)
    {
        NodeEnvelope? envelope;
        try
        {
            envelope = HasProperty(body, "type"u8)
                ? new NodeEnvelope([JsonSerializer.Deserialize(body, WireJson.Default.NodeMessage)!])
                : JsonSerializer.Deserialize(body, WireJson.Default.NodeEnvelope);
        }
        catch (InvalidOperationException error)
        {
            throw NotText(error);
        }

        if (envelope?.Messages is not { Count: > 0 and <= MessagesMax } messages || messages.Any(m => m is null))
        {
            throw new JsonException($"An envelope holds 1 to {MessagesMax} messages.");
        }

        return envelope;
    }

    /// <summary>Splits a node's text into counter, signature and body; false where it is not signed.</summary>
    /// <exception cref="JsonException">It is not JSON, or a part is of the wrong shape.</exception>
    public static bool TrySplit(
        ReadOnlySpan<byte> text, out ulong counter, out byte[] signature, out Range body)
    {
        (counter, signature, body) = (0, [], default);
        var reader = new Utf8JsonReader(text);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An envelope is a JSON object.");
        }

        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("counter"u8))
            {
                reader.Read();
                counter = reader.GetUInt64();
                seen |= 1;
            }
            else if (reader.ValueTextEquals("signature"u8))
            {
                reader.Read();
                signature = reader.GetBytesFromBase64();
                seen |= 2;
            }
            else if (reader.ValueTextEquals("body"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                body = start..(int)reader.BytesConsumed;
                seen |= 4;
            }
            else
            {
                reader.Skip();
            }
        }

        if (reader.Read())
        {
            throw new JsonException("Nothing follows an envelope.");
        }

        return seen == 7;
    }

    // System.Text.Json finds lone surrogates in a member's name only when it takes the name out.
    private static JsonException NotText(InvalidOperationException error) =>
        new("A string of the envelope is not valid Unicode.", error);

    private static bool HasProperty(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        // To the end in any case: this is where a body that is nested too deep is found.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        var isFound = false;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isFound |= reader.ValueTextEquals(name);
            reader.Skip();
        }

        return isFound;
    }
}
