namespace Heliostat.Protocol.Values;

/// <summary>Writes RunId in JSON as the text by which it is known.</summary>
public sealed class RunIdJsonConverter : JsonConverter<RunId>
{
    /// <inheritdoc/>
    public override RunId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[RunId.TextLengthMax];
        if (reader.TokenType != JsonTokenType.String
            || reader.HasValueSequence
            || reader.ValueSpan.Length > text.Length)
        {
            throw new JsonException("A run is written JOB/TASK#ATTEMPT.");
        }

        var length = reader.CopyString(text);
        return RunId.TryParse(text[..length], out var run)
            ? run
            : throw new JsonException("A run is written JOB/TASK#ATTEMPT.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RunId value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[RunId.TextLengthMax];
        writer.WriteStringValue(text[..value.Format(text)]);
    }
}
