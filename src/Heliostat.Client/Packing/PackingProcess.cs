using System.ComponentModel;
using System.Diagnostics;

namespace Heliostat.Client.Packing;

/// <summary>Runs the Blender of this machine once.</summary>
internal static class PackingProcess
{
    private const int WordsMax = 300;

    /// <summary>Waits for its end, and returns the last of what it said.</summary>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var process = Start(program, arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = await process.StandardError.ReadToEndAsync(cancellation).ConfigureAwait(false);
            var said = await output.ConfigureAwait(false) + errors;
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            var words = said.Trim();
            return words.Length <= WordsMax ? words : words[^WordsMax..];
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception)
        {
            throw new ScenePackingException(ScenePackingException.BlenderMissing,
                $"Blender was not found as '{program}'. Install it (Debian: apt-get install blender python3-numpy; "
                + $"else blender.org), or name it in {ScenePacker.BlenderVariable}.");
        }
    }
}
