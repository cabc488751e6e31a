using System.CommandLine;

namespace Heliostat.Cli.Streams;

/// <summary>What the commands that talk to containers take alike.</summary>
internal static class StreamArguments
{
    public static Option<Guid?> Run() => new("--run")
    {
        Description = "The run, where the job has several. [default: its first that is live]",
        HelpName = "RUN",
    };
}
