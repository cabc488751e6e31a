using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job claim</c>.</summary>
internal static class JobClaimCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Option<string> Frames = new("--frames")
    {
        Description = "The frames that are bad, such as 7 or 1-3,9; at most 100.",
        HelpName = "LIST",
        Required = true,
    };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "What is wrong with them.",
        HelpName = "TEXT",
        Required = true,
    };

    public static Command Create() =>
        new Command("claim", "Say that accepted frames are bad: two more operators' nodes render all of them again.")
        {
            Job, Frames, Reason,
        }.Does(RunAsync).Shows("heliostat job claim JOB --frames 7 --reason \"black where the window is\"");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var job = run.Get(Job);
        var claims = await client.Jobs.ClaimAsync(job, run.Get(Frames)!, run.Get(Reason)!, run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(claims, ApiJson.Default.ListPageClaimResource);
            return;
        }

        run.Terminal.Print($"{Words.Count(claims.Total, "claim")} opened.");
        if (claims.Data.Any(claim => claim.Region is not null))
        {
            run.Terminal.Say("A frame that was put together is claimed with each of its regions.");
        }

        run.Terminal.Say($"'heliostat job claims {job}' shows the verdicts.");
    }
}
