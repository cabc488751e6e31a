using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Managers;

/// <summary><c>heliostat manager sweep</c>.</summary>
internal static class ManagerSweepCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Only count what would be let go.",
    };

    public static Command Create() => new Command(
        "sweep",
        "Let go of the files that no job needs and nobody used for days, now instead of within six hours. Asks a "
        + "running manager with the network owner's key.")
    {
        DryRun,
    }.Does(RunAsync).Shows("heliostat manager sweep --dry-run");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var answer = await client.Manager.SweepAsync(run.Get(DryRun), run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(answer, ApiJson.Default.SweepAnswer);
            return;
        }

        run.Terminal.Print(
        [
            (answer.DryRun ? "Would go" : "Let go", Say(answer.BlobsFreed, answer.BytesFreed)),
            ("Kept", Say(answer.BlobsKept, answer.BytesKept)),
            ("Broken uploads", answer.DryRun ? "not counted" : Words.Bytes(answer.PartialBytesFreed)),
        ]);
    }

    private static string Say(long blobs, long bytes) => $"{Words.Count(blobs, "file")}, {Words.Bytes(bytes)}";
}
