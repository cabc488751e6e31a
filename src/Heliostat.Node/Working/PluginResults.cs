using System.Runtime.InteropServices;
using System.Text.Json;
using Heliostat.Node.Runners.Plugins;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Working;

/// <summary>Turns what a plugin answered into what is reported: equal results have equal commitments.</summary>
internal static class PluginResults
{
    private static readonly RunFailure TooLong = new(
        FailureReasons.OutputUnavailable,
        FaultSide.Job,
        $"The plugin's result is longer than {JobResult.ResultBytesMax} bytes of JSON.");

    private static readonly RunFailure NotCanonical = new(
        FailureReasons.OutputUnavailable, FaultSide.Job, "The plugin's result repeats a key or is nested too deeply.");

    /// <summary>The commitment of a result, or why it cannot be reported.</summary>
    public static (ContentHash Commitment, RunFailure? Failure) Commit(PluginOutcome outcome, string jobType)
    {
        if (outcome.Failure is { } failure)
        {
            return (default, failure);
        }

        var result = outcome.Result!.Value;
        if (IsReported(jobType) && JsonMarshal.GetRawUtf8Value(result).Length > JobResult.ResultBytesMax)
        {
            return (default, TooLong);
        }

        return CanonicalJson.TryWrite(result, CanonicalForm.Plain, out var canonical, out _)
            ? (ContentHash.Of(canonical), null)
            : (default, NotCanonical);
    }

    /// <summary>The result as the report holds it; echo's is the payload, which the manager has.</summary>
    public static JsonElement? Reported(PluginOutcome outcome, string jobType) =>
        IsReported(jobType) ? outcome.Result : null;

    private static bool IsReported(string jobType) => jobType != PluginSettings.Echo;
}
