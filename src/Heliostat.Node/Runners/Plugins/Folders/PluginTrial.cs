using System.Text.Json;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>One payload that an author sends through a plugin.</summary>
/// <param name="Payload">The payload.</param>
/// <param name="OnProgress">Hears how far the plugin says that it is.</param>
/// <param name="OnErrorLine">Hears each line of its standard error.</param>
public sealed record PluginTrial(
    JsonElement Payload, Action<PluginProgress> OnProgress, Action<string> OnErrorLine)
{
    private const int LookMilliseconds = 50;

    internal async Task<PluginOutcome> RunAsync(
        PluginProgram program, PluginWorkshop workshop, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<PluginOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var limit = TimeSpan.FromMilliseconds((program.Limits ?? workshop.Limits).RunMillisecondsMax);
        var request = new PluginRequest(
            new PluginClock(limit), PluginLines.InOneLine(Payload), outcome => done.TrySetResult(outcome))
        {
            Said = OnProgress,
        };
        await using var host = new PluginHost(program, workshop, TimeProvider.System) { OnErrorLine = OnErrorLine };
        host.Run(request);
        while (!done.Task.IsCompleted)
        {
            await Task.WhenAny(done.Task, Task.Delay(LookMilliseconds, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            host.Check();
        }

        return await done.Task.ConfigureAwait(false);
    }
}
