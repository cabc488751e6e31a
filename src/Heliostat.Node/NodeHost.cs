using Heliostat.Node.Hardware;
using Heliostat.Node.Health;
using Heliostat.Node.Runners.Containers;
using Heliostat.Node.Runners.Plugins;
using Heliostat.Node.Working;
using Heliostat.Protocol.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Heliostat.Node;

/// <summary>Puts a node together from its configuration and runs it until it is stopped.</summary>
public static class NodeHost
{
    private const long DiskBytesLow = 2L << 30;

    /// <summary>Runs a node, with its log on standard output.</summary>
    /// <exception cref="Registering.RegistrationException">It cannot run as it is configured.</exception>
    public static async Task RunAsync(NodeConfiguration configuration, CancellationToken stopping)
    {
        // The token is known by now; what the agent starts must not find it.
        Environment.SetEnvironmentVariable("NODE_JWT", null);
        using var logs = CreateLogs(configuration.LogLevel);
        var surroundings = NodeSurroundings.Create(logs);
        using var http = surroundings.Http;
        await RunAsync(configuration, surroundings, stopping).ConfigureAwait(false);
    }

    /// <summary>As the other, in surroundings that are given.</summary>
    public static async Task RunAsync(
        NodeConfiguration configuration, NodeSurroundings surroundings, CancellationToken stopping)
    {
        using var alone = configuration.Home.LockForAgent();
        using var key = configuration.Home.ReadKey();
        var identity = new NodeIdentity(configuration.NodeId, configuration.Gateway, key, configuration.Token)
        {
            Network = configuration.Network,
        };
        var log = surroundings.Logs.CreateLogger("Heliostat.Node");
        var machine = Machine.Read(configuration.Home.Folder);
        if (machine.DiskFreeBytes < DiskBytesLow)
        {
            ProfileLog.DiskLow(log, configuration.Home.Folder, machine.DiskFreeBytes);
        }

        PluginScratch.Remove(configuration.Home.ScratchFolder);
        var profile = await NodeProfile.FindAsync(configuration, machine, log, stopping).ConfigureAwait(false);
        var reader = new HardwareReader(configuration.Home.Folder, machine.RamBytes);
        var state = await reader.ReadAsync(stopping).ConfigureAwait(false);
        Say(log, state);
        var options = OptionsOf(configuration, profile) with
        {
            Facts = state.In(profile.Facts),
            Look = reader.ReadAsync,
            GpuIds = state.Gpus.SoundIds,
        };
        await using var agent = new NodeAgent(identity, options, surroundings);
        await using var health = await HealthServer.StartAsync(
            configuration.HealthPort, () => agent.IsConnected, surroundings).ConfigureAwait(false);
        await agent.RunAsync(stopping).ConfigureAwait(false);
    }

    private static void Say(ILogger log, HardwareState state)
    {
        var names = state.Gpus.Sound.Count == 0
            ? "none"
            : string.Join(", ", state.Gpus.Sound.Select(gpu => $"{gpu.Name} (driver {gpu.Driver})"));
        ProfileLog.Gpus(log, state.Gpus.Source, names);
        if (state.Gpus.Trouble is { } trouble)
        {
            ProfileLog.GpuTrouble(log, trouble);
        }
    }

    private static NodeAgentOptions OptionsOf(NodeConfiguration configuration, NodeProfile profile) => new()
    {
        Facts = profile.Facts,
        PluginLimits = configuration.PluginLimits,
        Plugins = configuration.Plugins,
        PluginsFolder = configuration.PluginsFolder,
        PluginsAreBoxed = profile.HasBox,
        Home = configuration.Home,
        Containers = !configuration.Capabilities.Contains(NodeCapability.Docker) ? null : new ContainerSetup
        {
            Folder = configuration.Home.ContainerFolder,
            MemoryBytes = profile.Facts.RamBytes,
            EnginePath = configuration.Engine,
            ImageBytesMax = configuration.ImageBytesMax,
        },
        Render = profile.Program is null ? null : new RenderSetup
        {
            Program = profile.Program,
            WorkFolder = configuration.Home.WorkFolder,
            CacheFolder = configuration.Home.CacheFolder,
            CacheBytesMax = configuration.CacheBytesMax,
            Threads = profile.Facts.CpuCount,
            MemoryBytes = profile.Facts.RamBytes,
        },
    };

    private static ILoggerFactory CreateLogs(LogLevel level) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(level)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        }));
}
