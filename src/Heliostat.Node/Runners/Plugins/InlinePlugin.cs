using System.Buffers;
using System.Text.Json;
using Heliostat.Node.Runners.Plugins.BuiltIn;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>
/// Runs a built-in plugin in the agent's own process, without limits: for measuring the connection with hundreds of
/// nodes in one process, never for strangers' work.
/// </summary>
internal sealed class InlinePlugin(IBuiltInPlugin plugin, TimeProvider time) : IPluginHost
{
    public bool IsIdle => false;

    public void Run(PluginRequest request)
    {
        var started = time.GetTimestamp();
        request.Clock.Start(started);
        JsonElement? result = null;
        RunFailure? failure = null;
        try
        {
            var output = new ArrayBufferWriter<byte>(request.Payload.Length + 1);
            plugin.Run(request.Payload, output);
            var reader = new Utf8JsonReader(output.WrittenSpan);
            result = JsonElement.ParseValue(ref reader);
        }
        catch (JsonException error)
        {
            failure = new RunFailure(FailureReasons.PayloadInvalid, FaultSide.Job, error.Message);
        }

        request.Done(new PluginOutcome(result, failure, (long)time.GetElapsedTime(started).TotalMilliseconds));
    }

    public void Check()
    {
        // There is nothing to look after.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
