using System.Text.Json.Serialization;

namespace Heliostat.Node.Runners.Blender;

/// <summary>How commands and answers are written: one JSON object a line, names in snake case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DriverCommand))]
[JsonSerializable(typeof(DriverAnswer))]
[JsonSerializable(typeof(BlenderCapability))]
internal sealed partial class DriverJson : JsonSerializerContext;
