using System.CommandLine;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Node;
using Heliostat.Node.Registering;

namespace Heliostat.Cli.Nodes;

/// <summary><c>heliostat node run</c>.</summary>
internal static class NodeRunCommand
{
    private static readonly Option<int?> Cores = JobArguments.WithBounds(
        new Option<int?>("--cpus")
        {
            Description = "Cores that the node lends. [default: all]",
            HelpName = "N",
        },
        1,
        int.MaxValue);

    private static readonly Option<int?> CacheGigabytes = JobArguments.WithBounds(
        new Option<int?>("--cache")
        {
            Description = "Gigabytes of disk for scenes that were fetched. [default: 20]",
            HelpName = "GB",
        },
        1,
        1_000_000);

    public static Command Create() => new Command(
        "run",
        "Run the agent of the node that was registered from ~/.heliostat (or HELIOSTAT_HOME), until Ctrl-C or SIGTERM. "
        + "GATEWAY_URL, NODE_JWT and NODE_ID take the place of what registration wrote; LOG_LEVEL is DEBUG, INFO, "
        + "WARNING or ERROR; HEALTH_PORT (8081) answers /health; HELIOSTAT_BLENDER names another Blender, NODE_PLUGINS "
        + "another folder of plugins, HELIOSTAT_ENGINE the socket of the container engine; NODE_REGION says where the "
        + "node stands; NODE_IMAGE_CACHE_GB (50) is the room for images.")
    {
        Cores, CacheGigabytes, InputEnd.Until,
    }.Does(RunAsync).Shows("heliostat node run", "HELIOSTAT_HOME=/srv/node-2 HEALTH_PORT=8082 heliostat node run");

    private static async Task RunAsync(CommandRun run)
    {
        using var stop = InputEnd.Watch(run);
        try
        {
            var read = NodeConfiguration.Read(Environment.GetEnvironmentVariable);
            var configuration = read with
            {
                CpuCount = run.Get(Cores),
                CacheBytesMax = run.Get(CacheGigabytes) is { } gigabytes ? (long)gigabytes << 30 : read.CacheBytesMax,
            };
            await NodeHost.RunAsync(configuration, stop.Token);
        }
        catch (RegistrationException cause)
        {
            throw CliFailure.Failed(cause.Code, cause.Message, "");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It was asked to stop, and did.
        }
    }
}
