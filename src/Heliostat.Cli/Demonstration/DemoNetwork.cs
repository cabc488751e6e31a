using System.Diagnostics;
using System.Text.Json;
using Heliostat.Cli.Local;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Demonstration;

/// <summary>
/// The network of the demo: <c>heliostat up</c> as a process of its own, ended with the demo unless it is kept.
/// </summary>
internal sealed class DemoNetwork : IAsyncDisposable
{
    private const int EndSecondsMax = 60;
    private const string Shell = "/bin/sh";

    // In a session of its own it outlives the demo and the terminal, and holds nothing of theirs open.
    private const string OwnSession = "exec setsid \"$@\" 2>>\"$0\"";

    private readonly Process _process;
    private bool _isKept;

    private DemoNetwork(Process process, NetworkReport report)
    {
        _process = process;
        Report = report;
    }

    public NetworkReport Report { get; }

    public static async Task<DemoNetwork> StartAsync(DemoWish wish, CancellationToken cancellation)
    {
        var process = Process.Start(StartOf(wish))!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellation);
            var report = line is null ? null : JsonSerializer.Deserialize(line, CliJson.Default.NetworkReport);
            return report is null ? throw NotUp(wish) : new DemoNetwork(process, report);
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    /// <summary>Leaves the network up when the demo ends.</summary>
    public void Keep(DemoWish wish)
    {
        KeptNetwork.Note(wish, Report.ProcessId);
        _isKept = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isKept)
        {
            await EndAsync(_process);
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartOf(DemoWish wish)
    {
        List<string> arguments = ["up", "--json", "--nodes", $"{DemoWish.Nodes}", "--data", wish.NetworkFolder];
        if (wish.Cheats)
        {
            arguments.AddRange(["--node-env", $"{DemoWish.OddNode}:HELIOSTAT_BLENDER={wish.CheatingBlender}"]);
        }

        if (!wish.Keeps)
        {
            // Should the demo die without a word, its network sees the end of its input, and ends too.
            arguments.Add("--until-eof");
        }

        var start = SelfProgram.Start(arguments);
        if (wish.Keeps)
        {
            Directory.CreateDirectory(wish.NetworkFolder);
            string[] inOwnSession = ["-c", OwnSession, Path.Combine(wish.NetworkFolder, "up.log"), start.FileName];
            start = new ProcessStartInfo(Shell, [.. inOwnSession, .. start.ArgumentList]);
        }

        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return start;
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        Signals.AskToEnd(process.Id);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(EndSecondsMax));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Signals.KillAtOnce(process.Id);
        }
    }

    private static CliFailure NotUp(DemoWish wish) => CliFailure.Failed(
        "network-not-up",
        "The network did not come up.",
        $"Its logs are in {Path.Combine(wish.NetworkFolder, "logs")}.");
}
