using Heliostat.Node.Runners.Plugins.BuiltIn;
using Xunit.Runner.InProc.SystemConsole;

// An agent starts its own program as a plugin. Here that program is the tests.
return args is [BuiltInPlugins.Subcommand, var jobType]
    ? await BuiltInPlugins.RunAsync(jobType)
    : await ConsoleRunner.Run(args);
