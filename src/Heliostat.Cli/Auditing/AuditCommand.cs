using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Manager.Auditing;
using Heliostat.Manager.Journal;

namespace Heliostat.Cli.Auditing;

/// <summary><c>heliostat audit</c>: do not trust the manager, replay it.</summary>
internal static class AuditCommand
{
    private static readonly Argument<FileInfo> Journal = new("JOURNAL")
    {
        Description = "A manager's journal.db, or a copy of it.",
    };

    private static readonly Option<FileInfo?> Head = new("--head")
    {
        Description = "A signed head that someone outside kept: shows a cut tail and a rewritten chain.",
        HelpName = "FILE",
    };

    public static Command Create() => new Command(
        "audit",
        "Decide a whole journal again and compare; needs no manager and no key. Ends with code 0 for no difference, "
        + "with 6 for any.") { Journal, Head }
        .Does(run => Task.FromResult(Run(run)))
        .Shows("heliostat audit demo-output/journal.db --head demo-output/head.json");

    private static int Run(CommandRun run)
    {
        var report = Audited(run);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(report, CliJson.Default.AuditReport);
        }
        else
        {
            Print(run.Terminal, report);
        }

        return report.DifferencesTotal == 0 ? ExitCodes.Ok : ExitCodes.AuditDiffers;
    }

    private static AuditReport Audited(CommandRun run)
    {
        try
        {
            return Audit.Run(run.Get(Journal).FullName, run.Get(Head)?.FullName);
        }
        catch (JournalException cause)
        {
            throw CliFailure.Usage("journal-unreadable", cause.Message, "");
        }
    }

    private static void Print(Terminal terminal, AuditReport report)
    {
        terminal.Print(
        [
            ("Network", report.Network.ToString()),
            ("Entries", $"{report.Entries}, {report.Decided} of them decided again"),
            ("Signatures", $"{report.Signatures} of nodes checked"),
            ("Heads", $"{report.Heads} checked"),
            ("Seeds, keys", $"{report.Seeds} and {report.Keys} checked"),
            ("Books", report.BooksHash ?? "not kept to the end"),
        ]);
        foreach (var remark in report.Remarks)
        {
            terminal.Print($"Note: {remark}");
        }

        foreach (var difference in report.Differences)
        {
            terminal.Print($"Difference: {difference}");
        }

        terminal.Print(Words.Count(report.DifferencesTotal, "difference"));
    }
}
