using System.Text.Json;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>What came of one payload: a result, or why there is none.</summary>
/// <param name="Result">The result, where there is one.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Milliseconds">How long the plugin was at it.</param>
internal readonly record struct PluginOutcome(JsonElement? Result, RunFailure? Failure, long Milliseconds);
