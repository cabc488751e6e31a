using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Node.Runners.Plugins.Folders;

namespace Heliostat.Cli.Plugins;

/// <summary><c>heliostat plugin check</c>.</summary>
internal static class PluginCheckCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("FOLDER")
    {
        Description = "The plugin's folder, with its plugin.json.",
    };

    public static Command Create() => new Command(
        "check", "Say what is wrong with a plugin's folder, field by field. Starts nothing.")
    {
        Folder,
    }.Does(RunAsync).Shows("heliostat plugin check examples/plugins/word-count");

    /// <summary>The folder, in which nothing is wrong.</summary>
    /// <exception cref="CliFailure">Something is.</exception>
    public static ShelvedPlugin Sound(DirectoryInfo folder)
    {
        var plugin = PluginShelf.Check(folder.FullName);
        return plugin.Faults.Count == 0
            ? plugin
            : throw CliFailure.Failed(
                "plugin-invalid",
                $"{folder.Name} cannot be used.\n{string.Join('\n', plugin.Faults)}",
                "Mend plugin.json; docs/plugins.md says what its fields mean.");
    }

    private static Task RunAsync(CommandRun run)
    {
        var plugin = Sound(run.Get(Folder));
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(PluginReport.Of(plugin), CliJson.Default.PluginReport);
        }
        else
        {
            run.Terminal.Print($"{plugin.Source} runs '{plugin.JobType}'; nothing is wrong with it.");
        }

        return Task.CompletedTask;
    }
}
