using System.Globalization;
using Heliostat.Cli.Nodes;
using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Node;
using Heliostat.Node.Registering;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Local;

/// <summary>A manager and its nodes on this machine, each a process of its own, all ended by their ids.</summary>
internal sealed class LocalNetwork : IAsyncDisposable
{
    /// <summary>Seconds that the manager may take until it is ready.</summary>
    public const int ManagerSecondsMax = 60;

    /// <summary>Seconds that all nodes may take until they are healthy; the first start of Blender is slow.</summary>
    public const int HealthySecondsMax = 180;

    private const int LookMilliseconds = 200;
    private const string HealthyStatus = "HEALTHY";

    private readonly NetworkPlan _plan;
    private readonly Terminal _terminal;
    private readonly List<LocalNode> _nodes = [];
    private ChildProcess? _manager;

    private LocalNetwork(NetworkPlan plan, NetworkPorts ports, Terminal terminal)
    {
        _plan = plan;
        _terminal = terminal;
        Ports = ports;
        Url = $"http://127.0.0.1:{ports.Manager.ToString(CultureInfo.InvariantCulture)}";
    }

    public NetworkPorts Ports { get; }

    public string Url { get; }

    public IReadOnlyList<LocalNode> Nodes => _nodes;

    /// <summary>Every process of it.</summary>
    public IEnumerable<ChildProcess> Processes => _nodes.Select(node => node.Process).Prepend(_manager!);

    /// <summary>
    /// Starts all of it and waits until every node is healthy. What was started is ended where that fails.
    /// </summary>
    public static async Task<LocalNetwork> StartAsync(
        NetworkPlan plan, Terminal terminal, CancellationToken cancellation)
    {
        MakeFolder(plan.Folder);
        var network = new LocalNetwork(plan, NetworkPorts.Of(plan), terminal);
        try
        {
            await network.StartManagerAsync(cancellation);
            using var owner = new HeliostatClient(KeyFiles.Read(plan.OwnerKeyFile) with { Url = network.Url });
            await new NetworkAccounts(owner, network.Url).CreateAsync(plan, cancellation);
            for (var number = 1; number <= plan.Nodes; number++)
            {
                await network.StartNodeAsync(number, cancellation);
            }

            CliConfiguration.Write(plan.Folder, new CliConfiguration(network.Url, plan.ConsumerKeyFile));
            await network.WaitUntilHealthyAsync(owner, cancellation);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it is, for those who use it.</summary>
    public NetworkReport Report() => new(
        Url,
        _plan.Folder,
        _plan.OwnerKeyFile,
        _plan.ConsumerKeyFile,
        Environment.ProcessId,
        _manager!.Id,
        Path.Combine(_plan.ManagerFolder, "journal.db"),
        [.. _nodes.Select(node => new NodeReport(
            node.Name, node.Id, node.Process.Id, node.OperatorKeyFile, node.Folder))]);

    /// <summary>Ends the nodes, then the manager.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.Process.DisposeAsync().AsTask()));
        if (_manager is not null)
        {
            await _manager.DisposeAsync();
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            throw CliFailure.Failed(
                "linux-only", "Nodes and managers run on Linux.", "Run them there, or in their container images.");
        }

        Directory.CreateDirectory(
            folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task StartManagerAsync(CancellationToken cancellation)
    {
        _terminal.Say("Starting the manager ...");
        _manager = ChildProcess.Start(
            "manager",
            [
                "manager", "run", "--until-eof",
                "--data", _plan.ManagerFolder,
                "--port", Number(Ports.Manager),
                "--blob-port", Number(Ports.Blobs),
                "--origin", Url,
                "--owner-key-file", _plan.OwnerKeyFile,
                "--allow-loopback-webhooks",
            ],
            new Dictionary<string, string?>(),
            _plan.LogFileOf("manager"));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(ManagerSecondsMax));
        try
        {
            if (await _manager.FirstLineAsync(patience.Token) is null)
            {
                throw Ended(_manager);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw CliFailure.Failed(
                "manager-slow",
                $"The manager was not ready within {ManagerSecondsMax} seconds.",
                $"Its log is {_manager.LogFile}.");
        }
    }

    private async Task StartNodeAsync(int number, CancellationToken cancellation)
    {
        var name = _plan.NodeNameOf(number);
        var home = new NodeHome(_plan.NodeFolderOf(number));
        var settings = home.ReadSettings();
        if (settings is null)
        {
            _terminal.Say($"Registering {name} ...");
            using var http = NodeSurroundings.CreateHttp();
            var wish = new RegistrationWish(Url, name, [], _plan.OperatorKeyFileOf(number), Force: false);
            await NodeRegisterCommand.RegisterAsync(new NodeRegistrar(home, http), wish, cancellation);
            settings = home.ReadSettings()!;
        }

        var process = ChildProcess.Start(
            name, ["node", "run", "--until-eof"], VariablesOf(name, home), _plan.LogFileOf(name));
        _nodes.Add(new LocalNode(
            name, settings.NodeId.Value, process, _plan.OperatorKeyFileOf(number), home.Folder));
    }

    private Dictionary<string, string?> VariablesOf(string name, NodeHome home)
    {
        var variables = new Dictionary<string, string?>
        {
            [NodeHome.Variable] = home.Folder,
            ["GATEWAY_URL"] = Url,
            ["HEALTH_PORT"] = "0",

            // Those of whoever called us would make all nodes one and the same.
            ["NODE_JWT"] = null,
            ["NODE_ID"] = null,
        };
        foreach (var variable in _plan.NodeVariables.Where(variable => variable.Node == name))
        {
            variables[variable.Name] = variable.Value;
        }

        return variables;
    }

    private async Task WaitUntilHealthyAsync(HeliostatClient owner, CancellationToken cancellation)
    {
        _terminal.Say($"Waiting for {Words.Count(_nodes.Count, "node")} ...");
        var deadline = DateTime.UtcNow.AddSeconds(HealthySecondsMax);
        while (true)
        {
            if (Processes.FirstOrDefault(process => process.HasExited) is { } ended)
            {
                throw Ended(ended);
            }

            var seen = await owner.Nodes.AllAsync(cancellation).ToDictionaryAsync(
                node => node.Uuid, cancellationToken: cancellation);
            if (_nodes.All(node => IsHealthy(seen.GetValueOrDefault(node.Id))))
            {
                return;
            }

            if (DateTime.UtcNow > deadline)
            {
                throw CliFailure.Failed(
                    "nodes-slow",
                    $"Not all nodes were healthy within {HealthySecondsMax} seconds.",
                    $"Their logs are in {Path.Combine(_plan.Folder, "logs")}.");
            }

            await Task.Delay(LookMilliseconds, cancellation);
        }
    }

    private static bool IsHealthy(NodeResource? node) => node is { Status: HealthyStatus, Connected: true };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static CliFailure Ended(ChildProcess process) => CliFailure.Failed(
        "process-ended",
        $"{process.Name} ended before the network was up. It said last:\n{process.Tail}",
        $"All that it said is in {process.LogFile}.");
}
