namespace Heliostat.Protocol.Values;

/// <summary>Writes a hash as JSON; public so that other projects' generated code can reach it.</summary>
public sealed class ContentHashJsonConverter : JsonConverter<ContentHash>
{
    /// <inheritdoc/>
    public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ContentHash.TryParse(reader.GetString(), out var hash)
            ? hash
            : throw new JsonException("A content hash is 64 lower-case hexadecimal digits.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options)
    {
        Span<byte> bytes = stackalloc byte[ContentHash.Size];
        value.CopyTo(bytes);
        Span<byte> text = stackalloc byte[2 * ContentHash.Size];
        for (var i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = (byte)"0123456789abcdef"[bytes[i] >> 4];
            text[(2 * i) + 1] = (byte)"0123456789abcdef"[bytes[i] & 15];
        }

        writer.WriteStringValue(text);
    }
}
