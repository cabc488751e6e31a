namespace Heliostat.Core.Journal;

/// <summary>How entries and snapshots are written: snake_case, nulls left out. Shapes are append-only.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(NetworkState))]
public sealed partial class JournalJson : JsonSerializerContext;
