using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Node.Runners.Plugins.BuiltIn;

namespace Heliostat.Cli.Plugins;

/// <summary>
/// <c>heliostat plugin</c>: what authors of plugins do. A node also starts its built-in plugins as processes of this
/// program, by their names.
/// </summary>
internal static class PluginCommand
{
    private static readonly Argument<string> Name = new("NAME")
    {
        Description = "The job type of a built-in plugin to become, for a node's agent.",
        Hidden = true,
    };

    public static Command Create() => new Command(
        BuiltInPlugins.Subcommand,
        "Write plugins: see which this machine's node has, check a folder, run a payload through it.")
    {
        Name,
        PluginListCommand.Create(),
        PluginCheckCommand.Create(),
        PluginRunCommand.Create(),
    }.Does(run => BuiltInPlugins.RunAsync(run.Get(Name)));
}
