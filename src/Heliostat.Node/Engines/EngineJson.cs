using System.Text.Json.Serialization;
using Heliostat.Node.Engines.Containers;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Engines.Networks;
using Heliostat.Node.Engines.Orders;

namespace Heliostat.Node.Engines;

/// <summary>How the engine's words are written: names as its API has them, what is null is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EngineRefusal))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(SystemAnswer))]
[JsonSerializable(typeof(CreatedAnswer))]
[JsonSerializable(typeof(RegistryWords))]
[JsonSerializable(typeof(PullLine))]
[JsonSerializable(typeof(ImageWords))]
[JsonSerializable(typeof(ImageWords[]))]
[JsonSerializable(typeof(ContainerBody))]
[JsonSerializable(typeof(InspectWords))]
[JsonSerializable(typeof(WaitWords))]
[JsonSerializable(typeof(SummaryWords[]))]
[JsonSerializable(typeof(UseWords))]
[JsonSerializable(typeof(EventWords))]
[JsonSerializable(typeof(NetworkBody))]
[JsonSerializable(typeof(NetworkWords[]))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class EngineJson : JsonSerializerContext;
