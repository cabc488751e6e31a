using System.CommandLine;
using Heliostat.Cli.Jobs;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Cli.Containers;

/// <summary>What <c>heliostat job run</c> takes.</summary>
internal static class RunOptions
{
    public static readonly Argument<string> Image = new("IMAGE")
    {
        Description = "The image, such as debian:trixie-slim or registry.example/team/tool:2.",
    };

    public static readonly Argument<string[]> Command = new("COMMAND")
    {
        Description = "What it is to run, after --. [default: the image's own]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static readonly Option<bool> Persistent = new("--persistent")
    {
        Description = "Runs until it is stopped, rather than to its end.",
    };

    public static readonly Option<int?> Gpus = Number("--gpus", "GPUs that one run needs. [default: 0]", "N");

    public static readonly Option<string?> Gpu = new("--gpu")
    {
        Description = "The model that its GPUs must be, such as 'NVIDIA GeForce RTX 4090'. [default: any]",
        HelpName = "NAME",
    };

    public static readonly Option<int?> Vram = Number("--vram", "Gigabytes of memory that each GPU must have.", "GB");

    public static readonly Option<int?> Cpus = Number("--cpus", "CPUs that one run needs.", "N");

    public static readonly Option<int?> Memory = Number("--memory", "Gigabytes of memory that one run needs.", "GB");

    public static readonly Option<int?> Disk = Number("--disk", "Gigabytes of disk that one run needs.", "GB");

    public static readonly Option<string[]> Env = new("--env", "-e")
    {
        Description = "A variable, as NAME=VALUE, or as NAME for the value that it has here; may be given more than "
            + "once.",
        HelpName = "NAME=VALUE",
    };

    public static readonly Option<FileInfo?> EnvFile = new("--env-file")
    {
        Description = "A file with a variable on each line, as NAME=VALUE; those of --env go before it.",
        HelpName = "FILE",
    };

    public static readonly Option<int[]> Ports = new("--port", "-p")
    {
        Description = "A port of the container that is to be reached; may be given more than once.",
        HelpName = "PORT",
    };

    public static readonly Option<DirectoryInfo?> Input = new("--input")
    {
        Description = "Upload this folder; the container finds it at /input.",
        HelpName = "DIR",
    };

    public static readonly Option<DirectoryInfo?> Output =
        JobArguments.Output("Bring what it left at /output here when it is done; implies --watch. [default: none]");

    public static readonly Option<int?> Count = JobArguments.WithBounds(
        new Option<int?>("--count")
        {
            Description = "How many times it runs; HELIOSTAT_INDEX tells each which it is. [default: 1]",
            HelpName = "N",
        },
        1,
        ContainerSettings.CountMax);

    public static readonly Option<ContainerNetwork?> Network = new("--network")
    {
        Description = "none, or egress for public addresses. [default: none]",
        HelpName = "none|egress",
    };

    public static readonly Option<TimeSpan> RunTimeout = JobArguments.RunTimeout("1h");

    public static readonly Option<string?> RegistryUser = new("--registry-user")
    {
        Description = "Who logs in to the image's registry.",
        HelpName = "NAME",
    };

    public static readonly Option<FileInfo?> RegistrySecretFile = new("--registry-secret-file")
    {
        Description = "The file with the password or token for it.",
        HelpName = "FILE",
    };

    public static readonly Option<string?> Title = new("--title")
    {
        Description = "What people see. [default: the image]",
        HelpName = "TEXT",
    };

    public static readonly Option<bool> Watch = new("--watch", "-w")
    {
        Description = "Follow the job until it ends, or, where it is PERSISTENT, until it runs.",
    };

    public static IEnumerable<Option> All =>
    [
        Persistent, Gpus, Gpu, Vram, Cpus, Memory, Disk, Env, EnvFile, Ports, Input, Output, Count, Network, RunTimeout,
        RegistryUser, RegistrySecretFile, Title, Watch,
    ];

    private static Option<int?> Number(string name, string description, string unit) => JobArguments.WithBounds(
        new Option<int?>(name) { Description = description, HelpName = unit }, 0, JobNeeds.CountMax);
}
