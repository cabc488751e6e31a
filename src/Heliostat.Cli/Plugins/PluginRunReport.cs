using System.Text.Json;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Cli.Plugins;

/// <summary>What came of a payload, for programs.</summary>
internal sealed record PluginRunReport(JsonElement? Result, RunFailure? Failure, long ExecutionMs, bool Boxed);
