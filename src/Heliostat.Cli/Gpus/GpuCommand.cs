using System.CommandLine;

namespace Heliostat.Cli.Gpus;

/// <summary><c>heliostat gpu</c>: the kinds of GPUs that the network knows.</summary>
internal static class GpuCommand
{
    public static Command Create() => new("gpu", "The kinds of GPUs that the network knows by name.")
    {
        GpuListCommand.Create(),
    };
}
