using System.Text.Json.Serialization;

namespace Heliostat.Client.Packing;

/// <summary>How the script inside Blender writes, and what is remembered of it: names in snake case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PackedDocument))]
[JsonSerializable(typeof(RememberedPacking))]
internal sealed partial class PackingJson : JsonSerializerContext;
