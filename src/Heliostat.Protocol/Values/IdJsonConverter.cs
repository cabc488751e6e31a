namespace Heliostat.Protocol.Values;

/// <summary>Writes an id as its GUID, and as a property name too.</summary>
public abstract class IdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct
{
    /// <summary>The id with this value.</summary>
    protected abstract TId Make(Guid value);

    /// <summary>The value of an id.</summary>
    protected abstract Guid ValueOf(TId id);

    /// <inheritdoc/>
    public sealed override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Make(reader.GetGuid());

    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ValueOf(value));

    /// <inheritdoc/>
    public sealed override TId ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Guid.TryParseExact(reader.GetString(), "D", out var value)
            ? Make(value)
            : throw new JsonException("An id is a GUID with hyphens.");

    /// <inheritdoc/>
    public sealed override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(ValueOf(value).ToString("D"));
}
