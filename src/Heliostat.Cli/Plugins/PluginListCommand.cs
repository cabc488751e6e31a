using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Node.Registering;
using Heliostat.Node.Runners.Plugins.Folders;

namespace Heliostat.Cli.Plugins;

/// <summary><c>heliostat plugin list</c>.</summary>
internal static class PluginListCommand
{
    public static Command Create() => new Command(
        "list",
        "List the plugins of this machine's node: those built in, and the folders in ~/.heliostat/plugins (or where "
        + "NODE_PLUGINS says), with what is wrong with those that are not used. Asks no manager.")
        .Does(RunAsync)
        .Shows("heliostat plugin list", "NODE_PLUGINS=examples/plugins heliostat plugin list");

    private static Task RunAsync(CommandRun run)
    {
        var plugins = Read();
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print([.. plugins.Select(PluginReport.Of)], CliJson.Default.PluginReportArray);
            return Task.CompletedTask;
        }

        run.Terminal.Print(
            ["Job type", "From", "Version", "Memory", "Longest run", "Used"],
            plugins.Select(plugin => new[]
            {
                plugin.JobType ?? "?",
                plugin.Source,
                plugin.Version,
                Words.Bytes(plugin.Limits.MemoryBytesMax),
                $"{plugin.Limits.RunMillisecondsMax / 1_000} s",
                plugin.Faults.Count == 0 ? "yes" : "no",
            }));
        foreach (var plugin in plugins)
        {
            foreach (var fault in plugin.Faults)
            {
                run.Terminal.Print($"{plugin.Source}: {fault}");
            }
        }

        return Task.CompletedTask;
    }

    private static IReadOnlyList<ShelvedPlugin> Read()
    {
        try
        {
            return PluginShelf.List(Environment.GetEnvironmentVariable);
        }
        catch (RegistrationException cause)
        {
            throw CliFailure.Failed(cause.Code, cause.Message, "");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw CliFailure.Failed(
                "plugins-unreadable",
                $"The folder of plugins cannot be looked through: {cause.Message}",
                "Mend its rights, or name another by NODE_PLUGINS.");
        }
    }
}
