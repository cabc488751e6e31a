using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Accounts;

/// <summary><c>heliostat consumer quota</c>.</summary>
internal static class ConsumerQuotaCommand
{
    private static readonly Argument<Guid> Account = new("ACCOUNT")
    {
        Description = "The consumer's account id, as 'heliostat consumer list' shows it.",
    };

    private static readonly Option<int?> Jobs = new("--jobs")
    {
        Description = "Jobs that it may have open at once.",
        HelpName = "N",
    };

    private static readonly Option<long?> Tasks = new("--tasks")
    {
        Description = "Frames (or array indices) of its open jobs that may wait to be accepted at once.",
        HelpName = "N",
    };

    private static readonly Option<long?> Bytes = new("--bytes")
    {
        Description = "Bytes of scenes and frames that are kept for it, such as 500GB.",
        HelpName = "SIZE",
        CustomParser = Sizes.Parse,
    };

    private static readonly Option<int?> Weight = new("--weight")
    {
        Description = "Its share beside other consumers: with 2 it gets twice what 1 gets.",
        HelpName = "N",
    };

    public static Command Create() => new Command(
        "quota", "Set how much of the network a consumer may take. What is left out stays as it is.")
    {
        Account, Jobs, Tasks, Bytes, Weight,
    }.Does(RunAsync).Shows("heliostat consumer quota ACCOUNT --jobs 20 --tasks 50000 --bytes 200GB --weight 2");

    private static async Task RunAsync(CommandRun run)
    {
        if (!run.Has(Jobs) && !run.Has(Tasks) && !run.Has(Bytes) && !run.Has(Weight))
        {
            throw CliFailure.Usage(
                "quota-missing", "No quota was named.", "Give one or more of --jobs, --tasks, --bytes and --weight.");
        }

        using var client = run.Client();
        var wish = new QuotaRequest(run.Get(Jobs), run.Get(Tasks), run.Get(Bytes), run.Get(Weight));
        AccountTables.Print(
            run.Terminal, await client.Accounts.SetQuotaAsync(run.Get(Account), wish, run.Cancellation));
    }
}
