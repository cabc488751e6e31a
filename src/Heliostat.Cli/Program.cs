using Heliostat.Cli;
using Heliostat.Node.Runners.Plugins.BuiltIn;

// A node starts a plugin for each job: it needs none of the commands, and is not to wait for them.
return args is [BuiltInPlugins.Subcommand, var plugin] && BuiltInPlugins.JobTypes.Contains(plugin)
    ? await BuiltInPlugins.RunAsync(plugin)
    : await HeliostatCommand.RunAsync(args);
