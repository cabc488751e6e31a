using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using static Heliostat.Cli.Jobs.JobSubmitOptions;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job submit</c>: packs, uploads, submits, and follows if asked.</summary>
internal static class JobSubmitCommand
{
    private const int TimeoutSecondsDefault = 3_600;

    public static Command Create()
    {
        var command = new Command("submit", "Render a .blend file, or run a plugin, on the network.") { Scene };
        foreach (var option in All)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(Scene) is null == result.GetValue(Plugin) is null)
            {
                result.AddError("Name either a .blend file to render or a plugin to run (--plugin).");
            }
        });
        return command.Does(RunAsync).Shows(
            "heliostat job submit scene.blend --frames 1-24 --resolution 50% --samples 32 --output frames",
            "heliostat job submit scene.blend --frames 1-240x10 --format EXR --chunk 4 --timeout 15m",
            "heliostat job submit scene.blend --frames 5 --tiles 4x3 --output frames",
            "heliostat job submit --plugin echo --count 100 --payload '{\"message\": \"hello\"}' --watch");
    }

    private static async Task<int> RunAsync(CommandRun run)
    {
        CheckFrames(run.Get(Frames));
        CheckTimeout(TimeoutOf(run));
        using var client = run.Client();
        var parameters = run.Get(Plugin) is { } plugin
            ? PluginJob.Parameters(plugin, run.Get(Count), run.Get(Payload))
            : await new SceneSubmission(client, run.Terminal).UploadAsync(Wish(run), run.Cancellation);
        var job = await client.Jobs.SubmitAsync(Request(run, parameters), run.Cancellation);
        var folder = run.Get(Output)?.FullName;
        if (!run.Get(Watch) && folder is null)
        {
            Print(run.Terminal, job);
            return ExitCodes.Ok;
        }

        run.Terminal.Say($"Job {job.Uuid} is submitted. Ctrl-C stops watching; the job goes on.");
        return JobEnding.Print(
            run.Terminal, await new JobFollower(client, run.Terminal).FollowAsync(job.Uuid, folder, run.Cancellation));
    }

    private static SceneWish Wish(CommandRun run) => new(run.Get(Scene)!.FullName)
    {
        Frames = run.Get(Frames),
        Chunk = run.Get(Chunk),
        Format = run.Get(Format),
        Resolution = run.Get(Size),
        Samples = run.Get(Samples),
        NoDenoise = run.Get(NoDenoise),
        OneTask = run.Get(OneTask),
        AllowMissing = run.Get(AllowMissing),
        Tiles = run.Get(Tiles),
        Encode = run.Get(Encode),
    };

    private static JobRequest Request(CommandRun run, JobParameters parameters) => new()
    {
        Task = JobKind.Batch,
        Title = run.Get(Title) ?? run.Get(Scene)?.Name ?? run.Get(Plugin),
        Description = run.Get(Description),
        CpuCount = run.Get(Cores),
        MinRamGb = run.Get(Memory),
        MaxNodeCount = run.Get(MaxNodes),
        MaxRetryCount = run.Get(Retries),
        MaxTimeoutRunMs = (long)TimeoutOf(run).TotalMilliseconds,
        Priority = run.Get(Priority),
        DependsOn = run.Get(DependsOn) is { Length: > 0 } jobs ? jobs : null,
        Parameters = parameters,
    };

    private static TimeSpan TimeoutOf(CommandRun run) =>
        run.Has(RunTimeout) ? run.Get(RunTimeout) : TimeSpan.FromSeconds(TimeoutSecondsDefault);

    private static void CheckFrames(string? frames)
    {
        if (frames is not null && !FrameList.TryParse(frames, out _, out var error))
        {
            throw CliFailure.Usage("frames-invalid", error!, "Write the frames as 1-24,30,40-60x2.");
        }
    }

    private static void CheckTimeout(TimeSpan timeout)
    {
        if (timeout.TotalMilliseconds is < JobLimits.TimeoutRunMsMin or > JobLimits.TimeoutRunMsMax)
        {
            throw CliFailure.Usage(
                "timeout-invalid", "A run may take 1 minute to 30 days.", "Give --timeout as 15m or 1h.");
        }
    }

    private static void Print(Terminal terminal, JobResource job)
    {
        if (terminal.IsJson)
        {
            terminal.Print(job, ApiJson.Default.JobResource);
            return;
        }

        terminal.Print($"Job {job.Uuid} is {job.Status}: {Words.Count(job.Units.Total, JobTables.NounOf(job))}.");
        terminal.Say($"Follow it with 'heliostat job watch {job.Uuid} --output frames'.");
    }
}
