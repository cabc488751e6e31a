using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Client.Containers;
using Heliostat.Client.Frames;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job download</c>.</summary>
internal static class JobDownloadCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Option<DirectoryInfo?> Output =
        JobArguments.Output("Where they go. [default: frames, or output for a container's files]");

    public static Command Create() => new Command(
        "download", "Fetch the frames that were accepted so far, or what containers left.")
    {
        Job, Output,
    }.Does(RunAsync).Shows("heliostat job download JOB --output frames");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var job = await client.Jobs.GetAsync(run.Get(Job), run.Cancellation);
        var isContainer = job.Parameters.Type == JobTypes.Docker;
        var folder = run.Get(Output)?.FullName ?? Path.GetFullPath(isContainer ? "output" : "frames");
        if (isContainer)
        {
            using var files = new FolderDownload(client, job, folder);
            await files.FetchAsync(run.Cancellation);
            run.Terminal.Print($"{Words.Count(files.Count, "file")} in {folder}.");
            return;
        }

        using var download = FrameDownload.Of(client, job, folder);
        await JobDisplay.RunAsync(run.Terminal, job, async display =>
        {
            download.Saved += display.ShowSaved;
            await download.FetchAsync(run.Cancellation);
            return true;
        });
        run.Terminal.Print($"{download.Count} of {Words.Count(job.Units.Results, "file")} in {folder}.");
    }
}
