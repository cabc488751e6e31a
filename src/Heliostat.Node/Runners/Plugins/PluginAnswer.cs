using System.Text.Json;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>One line of a plugin: a result, a failure, or how far it is.</summary>
/// <param name="Id">The number of the request that it is about.</param>
/// <param name="Result">The result, which ends the request.</param>
/// <param name="Failure">Why there is none, which ends it too.</param>
/// <param name="Progress">How far the plugin is, while it works at it.</param>
internal readonly record struct PluginAnswer(
    long Id, JsonElement? Result, RunFailure? Failure, PluginProgress? Progress);
