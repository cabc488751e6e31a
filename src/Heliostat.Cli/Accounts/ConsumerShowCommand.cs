using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Accounts;

/// <summary><c>heliostat consumer show</c>.</summary>
internal static class ConsumerShowCommand
{
    private static readonly Argument<Guid?> Account = new("ACCOUNT")
    {
        Description = "Another account's id, with the network owner's key. [default: your own account]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create() => new Command(
        "show", "Show an account's quotas, what it has of them, and which of them are near.") { Account }
        .Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        AccountTables.Print(
            run.Terminal,
            run.Get(Account) is { } account
                ? await client.Accounts.GetAsync(account, run.Cancellation)
                : await client.Accounts.GetOwnAsync(run.Cancellation));
    }
}
