using System.CommandLine;
using System.CommandLine.Invocation;
using Heliostat.Cli.Accounts;
using Heliostat.Cli.Auditing;
using Heliostat.Cli.Completing;
using Heliostat.Cli.Demonstration;
using Heliostat.Cli.Explaining;
using Heliostat.Cli.Gpus;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Keys;
using Heliostat.Cli.Local;
using Heliostat.Cli.Managers;
using Heliostat.Cli.Nodes;
using Heliostat.Cli.Offers;
using Heliostat.Cli.Plugins;
using Heliostat.Cli.Recipes;
using Heliostat.Cli.Referring;
using Heliostat.Cli.Running;
using Heliostat.Cli.Streams;
using Heliostat.Cli.Webhooks;

namespace Heliostat.Cli;

/// <summary>The program: every command, and what becomes of their errors.</summary>
internal static class HeliostatCommand
{
    /// <summary>Seconds that a command may take to end in order after Ctrl-C or SIGTERM.</summary>
    public const int EndSecondsMax = 60;

    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Heliostat: an open network in which independent operators lend machines, and users render scenes on them "
            + "without having to trust any one party.")
        {
            UpCommand.Create(),
            ManagerCommand.Create(),
            JobCommand.Create(),
            SshCommand.Create(),
            PortForwardCommand.Create(),
            StreamCommand.Create(),
            RecipeCommand.Create(),
            OfferCommand.Create(),
            NodeCommand.Create(),
            GpuCommand.Create(),
            OperatorCommand.Create(),
            ConsumerCommand.Create(),
            KeyCommand.Create(),
            WebhookCommand.Create(),
            ExplainCommand.Create(),
            AuditCommand.Create(),
            CompletionCommand.Create(),
            DemoCommand.Create(),
            PluginCommand.Create(),
            ReferenceCommand.Create(),
        };
        GlobalOptions.AddTo(root);
        Examples.AddTo(root);
        return root;
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Create().Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            return PrintUsage(parsed);
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(EndSecondsMax),
        };
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception cause)
        {
            return ErrorPrinter.Print(cause, TerminalOf(parsed));
        }
    }

    private static int PrintUsage(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = string.Join(' ', PathOf(command));
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0 && !parsed.GetValue(GlobalOptions.Json))
        {
            // A command that only groups others was named: the useful answer is the list of these.
            Create().Parse($"{path} --help").Invoke();
            return ExitCodes.Usage;
        }

        var sentences = string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct());
        return ErrorPrinter.Print(
            CliFailure.Usage("usage", sentences, $"'{path} --help' says what the command takes."), TerminalOf(parsed));
    }

    private static IEnumerable<string> PathOf(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? ["heliostat"] : PathOf(parent).Append(command.Name);
    }

    private static Terminal TerminalOf(ParseResult parsed) => new(
        parsed.GetValue(GlobalOptions.Json),
        parsed.GetValue(GlobalOptions.Quiet),
        parsed.GetValue(GlobalOptions.Verbose));
}
