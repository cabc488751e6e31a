namespace Heliostat.Protocol.Values;

/// <summary>Writes CheckId in JSON as the text by which it is known.</summary>
public sealed class CheckIdJsonConverter : JsonConverter<CheckId>
{
    /// <inheritdoc/>
    public override CheckId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[CheckId.TextLengthMax];
        if (reader.TokenType != JsonTokenType.String
            || reader.HasValueSequence
            || reader.ValueSpan.Length > text.Length)
        {
            throw new JsonException("A check is written JOB/TASK#ATTEMPT:UNIT.ORDINAL.");
        }

        var length = reader.CopyString(text);
        return CheckId.TryParse(text[..length], out var check)
            ? check
            : throw new JsonException("A check is written JOB/TASK#ATTEMPT:UNIT.ORDINAL.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CheckId value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[CheckId.TextLengthMax];
        writer.WriteStringValue(text[..value.Format(text)]);
    }
}
