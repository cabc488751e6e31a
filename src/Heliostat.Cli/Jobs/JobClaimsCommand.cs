using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Client.Frames;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job claims</c>.</summary>
internal static class JobClaimsCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Option<DirectoryInfo?> Output =
        JobArguments.Output("Where everybody's pictures of the claimed frames go, and their differences.");

    public static Command Create() =>
        new Command("claims", "Show a job's claims, what each verifier said, and the pictures that they made.")
        {
            Job, Output,
        }.Does(RunAsync).Shows("heliostat job claims JOB --output claims");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var id = run.Get(Job);
        var claims = await client.Jobs.AllClaimsAsync(id, run.Cancellation).ToListAsync();
        if (run.Terminal.IsJson)
        {
            var page = new ListPage<ClaimResource>(claims, 1, claims.Count, claims.Count);
            run.Terminal.Print(page, ApiJson.Default.ListPageClaimResource);
        }
        else
        {
            Print(run.Terminal, claims);
        }

        if (run.Get(Output) is { } output)
        {
            var job = await client.Jobs.GetAsync(id, run.Cancellation);
            using var download = new ClaimDownload(job, output.FullName);
            var count = await download.FetchAsync(claims, run.Cancellation);
            run.Terminal.Say($"{Words.Count(count, "picture")} in {output.FullName}.");
        }
    }

    private static void Print(Terminal terminal, List<ClaimResource> claims)
    {
        terminal.Print(
            ["Claim", "Frame", "Region", "Status", "Rendered by", "Opened", "Reason", "Verdict"],
            claims.Select(claim => new[]
            {
                $"{claim.Number}",
                $"{claim.Frame ?? claim.Unit}",
                $"{claim.Region}",
                claim.Status,
                NameOf(claim.Worker),
                Words.Time(claim.CreatedAt),
                claim.Reason ?? "",
                claim.Verdict ?? "",
            }));
        terminal.Print(
            ["Claim", "Verifier", "Says", "Because", "Heard"],
            claims.SelectMany(claim => claim.Verifiers.Select(said => new[]
            {
                $"{claim.Number}",
                NameOf(said.Picture),
                said.Agrees ? "the frame is right" : "the frame is bad",
                said.Reason,
                Words.Time(said.HeardAt),
            })));
    }

    private static string NameOf(ClaimPicture picture) => picture.NodeName ?? picture.NodeUuid.ToString()[..8];
}
