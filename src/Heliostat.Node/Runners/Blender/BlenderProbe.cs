using System.Text.Json;
using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// Finds out whether scenes can be rendered on this machine, and with what, by starting Blender in a box.
/// </summary>
internal static class BlenderProbe
{
    private const int ProbeSecondsMax = 120;
    private const int LineBytesMax = 10_000;

    /// <summary>What Blender can do here, or a sentence that says why this node does not offer to render.</summary>
    public static async Task<(BlenderCapability? Capability, string? WhyNot)> ProbeAsync(
        string? configured = null, CancellationToken cancellation = default)
    {
        if (await SandboxProbe.WhyNoBoxAsync().ConfigureAwait(false) is { } noBox)
        {
            return (null, noBox);
        }

        if (BlenderProgram.Find(configured) is not { } program)
        {
            return (null, $"Blender was not found; install it, or name it in {BlenderProgram.Variable}.");
        }

        var folder = Directory.CreateTempSubdirectory("heliostat-probe-");
        try
        {
            return await AskAsync(program, folder.FullName, cancellation).ConfigureAwait(false);
        }
        catch (SandboxException error)
        {
            return (null, error.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(BlenderCapability? Capability, string? WhyNot)> AskAsync(
        BlenderProgram program, string folder, CancellationToken cancellation)
    {
        DriverFiles.WriteTo(folder);
        var order = BlenderCommand.Order(program, "probe.py", folder, threads: 1) with { OnErrorLine = null };
        var process = await BoxedProcess.StartAsync(order).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            process.Input.Close();
            var reader = new LineReader(process.Output, LineBytesMax);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(ProbeSecondsMax));
            try
            {
                while (await reader.ReadLineAsync(limit.Token).ConfigureAwait(false) is { } line)
                {
                    if (line.StartsWith('{'))
                    {
                        return (JsonSerializer.Deserialize(line, DriverJson.Default.BlenderCapability), null);
                    }
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return (null, $"Blender did not answer within {ProbeSecondsMax} seconds.");
            }

            var end = await process.Ended.ConfigureAwait(false);
            return (null, $"Blender cannot be used: it {end}. {Advice(end.ErrorText)}");
        }
    }

    private static string Advice(string errors) => errors.Contains("numpy", StringComparison.Ordinal)
        ? "Its Python lacks numpy: install the package python3-numpy."
        : errors.Split('\n').LastOrDefault(line => line.Length > 0) ?? "";
}
