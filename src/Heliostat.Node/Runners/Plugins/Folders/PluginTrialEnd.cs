using System.Text.Json;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>What came of a trial.</summary>
/// <param name="Result">The result, where there is one.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Milliseconds">How long the plugin was at it.</param>
/// <param name="WhyNoBox">Why it ran with limits only, in a sentence; null where it ran in a box.</param>
public sealed record PluginTrialEnd(JsonElement? Result, RunFailure? Failure, long Milliseconds, string? WhyNoBox)
{
    internal static PluginTrialEnd Refused(string fault) =>
        new(null, new RunFailure(FailureReasons.PayloadInvalid, FaultSide.Job, fault), 0, null);
}
