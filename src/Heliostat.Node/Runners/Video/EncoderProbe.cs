using Heliostat.Node.Hardware;
using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Runners.Video;

/// <summary>Finds out whether videos can be made on this machine, and by which encoder.</summary>
internal static class EncoderProbe
{
    private const int ProbeSecondsMax = 30;
    private const int BuildCharacters = 12;
    private const string Codec = "libx264";

    /// <summary>
    /// The name of the encoder: those of the same name make the same bytes. Null where there is none.
    /// </summary>
    public static async Task<string?> ProbeAsync(Machine machine, CancellationToken cancellation)
    {
        if (!VideoEncoder.IsInstalled)
        {
            return null;
        }

        try
        {
            var version = await AskAsync("-version", cancellation).ConfigureAwait(false);
            var codecs = await AskAsync("-encoders", cancellation).ConfigureAwait(false);
            // Its build and its libraries are all named in what it says.
            return codecs?.Contains(Codec, StringComparison.Ordinal) == true && version is not null
                ? $"ffmpeg-{NumberOf(version)}-{BuildOf(version)}/{machine.CpuFeature}"
                : null;
        }
        catch (SandboxException)
        {
            return null;
        }
    }

    private static string BuildOf(string version) =>
        ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(version)).ToString()[..BuildCharacters];

    // "ffmpeg version 5.1.6-0+deb12u1 Copyright (c) ..."
    private static string NumberOf(string version) =>
        version.Split(' ', '\n') is [_, "version", var number, ..] ? number.Split('-')[0] : "unknown";

    private static async Task<string?> AskAsync(string question, CancellationToken cancellation)
    {
        var process = await BoxedProcess.StartAsync(VideoEncoder.Order([question])).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            process.Input.Close();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(ProbeSecondsMax));
            using var reader = new StreamReader(process.Output);
            try
            {
                var said = await reader.ReadToEndAsync(limit.Token).ConfigureAwait(false);
                var end = await process.Ended.WaitAsync(limit.Token).ConfigureAwait(false);
                return end.IsSuccess ? said : null;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return null;
            }
        }
    }
}
