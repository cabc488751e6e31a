using System.ComponentModel;
using System.Diagnostics;

namespace Heliostat.Node.Engines;

/// <summary>Runs a small program of this machine, such as <c>mount</c> or <c>nft</c>, to its end.</summary>
internal static class HostProgram
{
    private const int SecondsMax = 120;

    /// <summary>Runs it with a text on its standard input; answers why it failed, or null where it did not.</summary>
    public static async Task<string?> RunAsync(
        IReadOnlyList<string> command, string input = "", CancellationToken cancellation = default)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            return await EndAsync(process, input, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            return $"{command[0]}: {error.Message}";
        }
    }

    private static async Task<string?> EndAsync(Process process, string input, CancellationToken cancellation)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(TimeSpan.FromSeconds(SecondsMax));
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), timed.Token).ConfigureAwait(false);
            process.StandardInput.Close();
            var complaint = await process.StandardError.ReadToEndAsync(timed.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(timed.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? null : $"{process.ExitCode}: {complaint.Split('\n')[0]}";
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            cancellation.ThrowIfCancellationRequested();
            return $"it did not end within {SecondsMax} s";
        }
    }
}
