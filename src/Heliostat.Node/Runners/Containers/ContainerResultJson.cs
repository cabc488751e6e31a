using System.Text.Json.Serialization;

namespace Heliostat.Node.Runners.Containers;

/// <summary>How the result of a container that ended well is written.</summary>
[JsonSerializable(typeof(Dictionary<string, int>))]
internal sealed partial class ContainerResultJson : JsonSerializerContext;
