using Heliostat.Node.Runners.Plugins.BuiltIn;
using Heliostat.Node.Tests.Hardware;
using Xunit.Runner.InProc.SystemConsole;

// An agent starts its own program as a plugin. Here that program is the tests, which also look at a machine of
// their making as a process of its own.
return args switch
{
    [BuiltInPlugins.Subcommand, var jobType] => await BuiltInPlugins.RunAsync(jobType),
    [RecordedNvml.Subcommand] => await RecordedNvml.RunAsync(),
    _ => await ConsoleRunner.Run(args),
};
