using System.Text.Json.Serialization;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Views;

/// <summary>How the views keep what is more than a column.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JobSpec))]
[JsonSerializable(typeof(JobLimits))]
[JsonSerializable(typeof(NodeFacts))]
[JsonSerializable(typeof(ClaimRow))]
internal sealed partial class ViewJson : JsonSerializerContext;
