using System.Text.Json.Serialization;

namespace Heliostat.Client.Packing;

/// <summary>How the script inside Blender writes: names in snake case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PackedDocument))]
internal sealed partial class PackingJson : JsonSerializerContext;
