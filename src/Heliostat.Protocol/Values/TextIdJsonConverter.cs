namespace Heliostat.Protocol.Values;

/// <summary>Writes an id of several parts in JSON as the text by which it is known.</summary>
/// <param name="shape">The sentence that refuses another text.</param>
/// <param name="lengthMax">Bytes that the text may have, at most 128.</param>
public abstract class TextIdJsonConverter<TId>(string shape, int lengthMax) : JsonConverter<TId>
    where TId : struct
{
    /// <summary>Reads the text; false for anything else.</summary>
    protected abstract bool TryParse(ReadOnlySpan<byte> text, out TId id);

    /// <summary>Writes the text and returns its length.</summary>
    protected abstract int Format(TId id, Span<byte> text);

    /// <inheritdoc/>
    public sealed override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueSpan.Length > lengthMax)
        {
            throw new JsonException(shape);
        }

        Span<byte> text = stackalloc byte[lengthMax];
        return TryParse(text[..reader.CopyString(text)], out var id) ? id : throw new JsonException(shape);
    }

    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[lengthMax];
        writer.WriteStringValue(text[..Format(value, text)]);
    }
}
