using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Accounts;

/// <summary><c>heliostat operator ban</c>.</summary>
internal static class OperatorBanCommand
{
    private static readonly Argument<Guid> Account = new("ACCOUNT")
    {
        Description = "The operator's account id, as 'heliostat operator list' shows it.",
    };

    public static Command Create() => new Command(
        "ban", "Ban an operator and all of its nodes, for good. What they run is done again by others.") { Account }
        .Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var account = await client.Accounts.BanAsync(run.Get(Account), run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(account, ApiJson.Default.AccountResource);
        }
        else
        {
            run.Terminal.Print($"Operator {account.Name} ({account.Uuid}) is banned.");
        }
    }
}
