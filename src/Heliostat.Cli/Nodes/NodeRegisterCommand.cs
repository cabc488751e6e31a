using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Node;
using Heliostat.Node.Registering;
using Heliostat.Node.Runners.Plugins.Folders;

namespace Heliostat.Cli.Nodes;

/// <summary><c>heliostat node register</c>.</summary>
internal static class NodeRegisterCommand
{
    private const StringSplitOptions ListSplit =
        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private static readonly Option<string?> Gateway = new("--gateway-url")
    {
        Description = "The manager's address: https://HOST, http://127.0.0.1:PORT or wss://HOST/api/v1. "
            + "Else GATEWAY_URL, else --url or HELIOSTAT_URL.",
        HelpName = "URL",
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "What you call the node, 1 to 100 characters. [default: this machine's name]",
        HelpName = "NAME",
        DefaultValueFactory = _ => Environment.MachineName,
    };

    private static readonly Option<string?> Capabilities = new("--capabilities")
    {
        Description = "What it is to be asked for, such as render,inference,echo. One without a runner is named in a "
            + "warning and not advertised. [default: all that this agent can run]",
        HelpName = "LIST",
    };

    private static readonly Option<FileInfo?> OperatorKey = new("--operator-key-file")
    {
        Description = "The key file that 'heliostat operator create' wrote. Else as --key-file.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Put a new key on the node that was registered from this folder before.",
    };

    public static Command Create() => new Command(
        "register",
        "Register this machine as a node of an operator. Writes private_key.pem (0600), public_key.pem and config.json "
        + "to ~/.heliostat, or where HELIOSTAT_HOME says; prints the node's id and token.")
    {
        Gateway, Name, Capabilities, OperatorKey, Force,
    }.Does(RunAsync).Shows(
        "heliostat node register --gateway-url https://manager.example --name attic --capabilities render "
        + "--operator-key-file operator.json");

    private static async Task RunAsync(CommandRun run)
    {
        var wish = new RegistrationWish(
            run.Get(Gateway) ?? Environment.GetEnvironmentVariable("GATEWAY_URL") ?? run.Url() ?? run.Key().Url,
            run.Get(Name)!,
            (run.Get(Capabilities) ?? "").Split(',', ListSplit),
            run.Get(OperatorKey)?.FullName ?? run.KeyFilePath(),
            run.Get(Force))
        {
            Plugins = PluginShelf.Usable(Environment.GetEnvironmentVariable),
        };
        using var http = NodeSurroundings.CreateHttp();
        var registrar = new NodeRegistrar(NodeHome.OfUser(Environment.GetEnvironmentVariable), http);
        var outcome = await RegisterAsync(registrar, wish, run.Cancellation);
        foreach (var warning in outcome.Warnings)
        {
            run.Terminal.Warn(warning);
        }

        if (run.Terminal.IsJson)
        {
            var answer = new RegisteredNode(outcome.NodeId.Value, outcome.Token, outcome.Capabilities, outcome.Folder);
            run.Terminal.Print(answer, CliJson.Default.RegisteredNode);
            return;
        }

        run.Terminal.Print($"Node id: {outcome.NodeId}");
        run.Terminal.Print($"Token:   {outcome.Token}");
        run.Terminal.Say($"Its key and settings are in {outcome.Folder}. Start it with 'heliostat node run'.");
    }

    /// <summary>Registers; a refusal becomes the failure that the program prints.</summary>
    public static async Task<RegistrationOutcome> RegisterAsync(
        NodeRegistrar registrar, RegistrationWish wish, CancellationToken cancellation)
    {
        try
        {
            return await registrar.RegisterAsync(wish, cancellation);
        }
        catch (RegistrationException refusal)
        {
            var code = refusal.Code == "gateway-unreachable" ? ExitCodes.NotReachable : ExitCodes.Refused;
            throw new CliFailure(code, refusal.Code, refusal.Message, "");
        }
    }
}
