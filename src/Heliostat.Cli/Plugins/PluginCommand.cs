using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Node.Runners.Plugins.BuiltIn;

namespace Heliostat.Cli.Plugins;

/// <summary><c>heliostat plugin</c>: hidden; a node starts its built-in plugins as processes of this program.</summary>
internal static class PluginCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The plugin's job type." };

    public static Command Create() => new Command(BuiltInPlugins.Subcommand, "Become a plugin, for a node's agent.")
    {
        Name,
    }.Hide().Does(run => BuiltInPlugins.RunAsync(run.Get(Name)));
}
