using System.CommandLine;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Local;

/// <summary><c>heliostat up</c>: a whole network on this machine, to try it or to work on it.</summary>
internal static class UpCommand
{
    private const int NodesDefault = 3;

    private static readonly Option<int> Nodes = JobArguments.WithBounds(
        new Option<int>("--nodes")
        {
            Description = $"How many nodes, 1 to {NetworkPlan.NodesMax}; each of an operator of its own, both worker "
                + "and verifier. Verification needs two; settling a dispute needs three.",
            HelpName = "N",
            DefaultValueFactory = _ => NodesDefault,
        },
        1,
        NetworkPlan.NodesMax);

    private static readonly Option<DirectoryInfo?> Data = new("--data")
    {
        Description = "Where keys, journal, blobs and logs go; a network that is there already comes up again. "
            + "[default: heliostat-network]",
        HelpName = "DIR",
    };

    private static readonly Option<int> Port = JobArguments.WithBounds(
        new Option<int>("--port")
        {
            Description = "The manager's port on 127.0.0.1; 0 takes the one of last time, or a free one.",
            HelpName = "PORT",
            DefaultValueFactory = _ => 0,
        },
        0,
        ushort.MaxValue);

    private static readonly Option<NodeVariable[]> Variables = new("--node-env")
    {
        Description = "A variable of the environment for one node; may be given more than once.",
        HelpName = "NODE:NAME=VALUE",
        CustomParser = NodeVariable.Parse,
    };

    public static Command Create() => new Command(
        "up",
        "Start a network on this machine: a manager and nodes, each a process of its own, on 127.0.0.1. Runs until "
        + "Ctrl-C or SIGTERM, and then ends them all. A node that dies is named, and not started again.")
    {
        Nodes, Data, Port, Variables, InputEnd.Until,
    }.Does(RunAsync).Shows(
        "heliostat up",
        "heliostat up --nodes 5 --data /tmp/network",
        "heliostat up --node-env node-2:HELIOSTAT_BLENDER=/opt/blender-4/blender");

    private static async Task<int> RunAsync(CommandRun run)
    {
        using var stop = InputEnd.Watch(run);
        var folder = run.Get(Data)?.FullName ?? Path.GetFullPath("heliostat-network");
        var plan = new NetworkPlan(folder, run.Get(Nodes), run.Get(Port), run.Get(Variables) ?? []);
        await using var network = await LocalNetwork.StartAsync(plan, run.Terminal, stop.Token);
        Print(run.Terminal, network.Report());
        try
        {
            await WatchAsync(network, run.Terminal, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            run.Terminal.Say("Stopping ...");
            return ExitCodes.Ok;
        }

        return ExitCodes.Failed;
    }

    // Without its manager a network is none; a node less is part of life.
    private static async Task WatchAsync(LocalNetwork network, Terminal terminal, CancellationToken cancellation)
    {
        var waiting = network.Processes.ToDictionary(process => process.ExitAsync(cancellation));
        while (waiting.Count > 0)
        {
            var ended = await Task.WhenAny(waiting.Keys);
            await ended;
            waiting.Remove(ended, out var process);
            terminal.Warn($"{process!.Name} ended with code {process.ExitCode}; its log is {process.LogFile}.");
            if (process == network.Processes.First())
            {
                return;
            }
        }
    }

    private static void Print(Terminal terminal, NetworkReport network)
    {
        if (terminal.IsJson)
        {
            terminal.PrintLine(network, CliJson.Default.NetworkReport);
            return;
        }

        terminal.Print($"The network is up at {network.Url} with {Words.Count(network.Nodes.Count, "node")}.");
        terminal.Print("In another terminal:");
        terminal.Print($"  export HELIOSTAT_KEY_FILE={network.ConsumerKeyFile}");
        terminal.Print("  heliostat job submit scene.blend --frames 1-24 --output frames");
        terminal.Print($"  heliostat node list --key-file {network.OwnerKeyFile}");
        terminal.Say("Ctrl-C stops it.");
    }
}
