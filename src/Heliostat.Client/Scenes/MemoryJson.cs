using System.Text.Json.Serialization;

namespace Heliostat.Client.Scenes;

/// <summary>How the memory of hashes is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Dictionary<string, RememberedFile>), TypeInfoPropertyName = "Files")]
internal sealed partial class MemoryJson : JsonSerializerContext;
