using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Accounts;

/// <summary><c>heliostat operator list</c> and <c>heliostat consumer list</c>.</summary>
internal static class AccountListCommand
{
    public static Command Create(string kind, string description) =>
        new Command("list", description).Does(run => RunAsync(run, kind));

    private static async Task RunAsync(CommandRun run, string kind)
    {
        using var client = run.Client();
        var accounts = await client.Accounts.AllAsync(kind, run.Cancellation)
            .Where(account => account.Kind == kind)
            .ToListAsync();
        if (run.Terminal.IsJson)
        {
            var page = new ListPage<AccountResource>(accounts, 1, accounts.Count, accounts.Count);
            run.Terminal.Print(page, ApiJson.Default.ListPageAccountResource);
            return;
        }

        run.Terminal.Print(
            ["Account", "Name", "Banned", "Created"],
            accounts.Select(account => new[]
            {
                account.Uuid.ToString(), account.Name, account.Banned ? "yes" : "", Words.Time(account.CreatedAt),
            }));
    }
}
