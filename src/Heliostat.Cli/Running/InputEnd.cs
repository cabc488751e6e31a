using System.CommandLine;

namespace Heliostat.Cli.Running;

/// <summary>
/// Lets a process that another started end when that one is gone: with the hidden option <c>--until-eof</c> it stops in
/// order once its standard input ends.
/// </summary>
internal static class InputEnd
{
    public static readonly Option<bool> Until = new("--until-eof")
    {
        Description = "Stop when standard input ends.",
        Hidden = true,
    };

    /// <summary>A source that is cancelled with the run and, where asked, when the input ends.</summary>
    public static CancellationTokenSource Watch(CommandRun run)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        if (run.Get(Until))
        {
            _ = Task.Run(() => WaitForEnd(stop), CancellationToken.None);
        }

        return stop;
    }

    private static void WaitForEnd(CancellationTokenSource stop)
    {
        try
        {
            using var input = Console.OpenStandardInput();
            var buffer = new byte[256];
            while (input.Read(buffer) > 0)
            {
                // Nothing is said over this pipe; only its end counts.
            }

            stop.Cancel();
        }
        catch (Exception cause) when (cause is IOException or ObjectDisposedException)
        {
            // The run ended by itself meanwhile.
        }
    }
}
