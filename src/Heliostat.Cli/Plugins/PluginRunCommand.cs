using System.CommandLine;
using System.Globalization;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Node.Runners.Plugins.Folders;

namespace Heliostat.Cli.Plugins;

/// <summary><c>heliostat plugin run</c>.</summary>
internal static class PluginRunCommand
{
    private const decimal ThousandthsOfPercent = 10m;

    private static readonly Argument<DirectoryInfo> Folder = new("FOLDER")
    {
        Description = "The plugin's folder, with its plugin.json.",
    };

    private static readonly Option<string?> Payload = new("--payload")
    {
        Description = "The payload: a JSON object, or @FILE with one. [default: {}]",
        HelpName = "JSON",
    };

    public static Command Create() => new Command(
        "run",
        "Run one payload through a plugin's folder on this machine, in the sandbox and with the limits of a node. "
        + "Prints the result; what the plugin says of its progress and writes to its standard error goes to standard "
        + "error.")
    {
        Folder, Payload,
    }.Does(RunAsync).Shows(
        "heliostat plugin run examples/plugins/word-count --payload '{\"text\": \"to be or not to be\"}'");

    private static async Task<int> RunAsync(CommandRun run)
    {
        var folder = run.Get(Folder);
        PluginCheckCommand.Sound(folder);
        var payload = PluginJob.ReadPayload(run.Get(Payload) ?? "{}");
        var trial = new PluginTrial(
            payload,
            progress => run.Terminal.Say(string.Create(
                CultureInfo.InvariantCulture, $"{progress.Thousandths / ThousandthsOfPercent:0.#} % {progress.Text}")),
            run.Terminal.Say);
        var end = await PluginShelf.RunAsync(folder.FullName, trial, run.Cancellation);
        if (end.WhyNoBox is { } why)
        {
            run.Terminal.Warn($"It ran with limits but without a sandbox: {why}");
        }

        Print(run, end);
        return end.Failure is null ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Print(CommandRun run, PluginTrialEnd end)
    {
        if (run.Terminal.IsJson)
        {
            var report = new PluginRunReport(end.Result, end.Failure, end.Milliseconds, end.WhyNoBox is null);
            run.Terminal.Print(report, CliJson.Default.PluginRunReport);
        }
        else if (end.Failure is { } failure)
        {
            throw CliFailure.Failed(
                failure.Reason, failure.Detail, $"A node would report it as the fault of: {failure.Side}.");
        }
        else
        {
            run.Terminal.Print(end.Result!.Value.GetRawText());
        }
    }
}
