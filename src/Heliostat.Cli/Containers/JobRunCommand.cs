using System.CommandLine;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Client.Containers;
using Heliostat.Protocol.Api;
using static Heliostat.Cli.Containers.RunOptions;

namespace Heliostat.Cli.Containers;

/// <summary><c>heliostat job run</c>: runs a container on the network.</summary>
internal static class JobRunCommand
{
    private const int TimeoutSecondsDefault = 3_600;

    public static Command Create()
    {
        var command = new Command("run", "Run a container on the network.") { Image };
        foreach (var option in All)
        {
            command.Add(option);
        }

        command.Add(RunOptions.Command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Persistent) && (result.GetValue(Count) is not null
                || result.GetValue(Output) is not null))
            {
                result.AddError("A job that runs until it is stopped has no --count and no --output.");
            }

            if (result.GetValue(RegistryUser) is null != result.GetValue(RegistrySecretFile) is null)
            {
                result.AddError("--registry-user and --registry-secret-file go together.");
            }
        });
        return command.Does(RunAsync).Shows(
            "heliostat job run debian:trixie-slim --watch -- echo hello",
            "heliostat job run team/train:3 --gpus 1 --input data --output trained -- python /input/train.py",
            "heliostat job run team/server:1 --persistent --port 8000 --network egress");
    }

    private static async Task<int> RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var order = OrderOf(run);
        if (run.Get(Input) is { } folder)
        {
            order = order with
            {
                Input = await FolderSubmission.UploadAsync(client, run.Terminal, folder.FullName, run.Cancellation),
            };
        }

        var job = await client.Jobs.SubmitAsync(order.ToRequest(), run.Cancellation);
        if (run.Get(Watch) || run.Get(Output) is not null)
        {
            return await FollowAsync(run, client, job);
        }

        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(job, ApiJson.Default.JobResource);
            return ExitCodes.Ok;
        }

        run.Terminal.Print($"Job {job.Uuid} is {job.Status}.");
        run.Terminal.Say($"'heliostat job logs {job.Uuid} -f' shows what it prints.");
        return ExitCodes.Ok;
    }

    /// <summary>What the command line asks for, without what is to be uploaded.</summary>
    internal static ContainerOrder OrderOf(CommandRun run) => new()
    {
        Image = run.Get(Image),
        Command = run.Get(RunOptions.Command),
        IsPersistent = run.Get(Persistent),
        RunTimeout = run.Has(RunTimeout) ? run.Get(RunTimeout) : TimeSpan.FromSeconds(TimeoutSecondsDefault),
        Count = run.Get(Count),
        Environment = RunVariables.Read(run.Get(EnvFile), run.Get(Env) ?? []),
        Ports = run.Get(Ports),
        Network = run.Get(Network),
        Login = run.Get(RegistryUser) is { } user
            ? (user, FileText.Read(run.Get(RegistrySecretFile)!.FullName).TrimEnd('\n', '\r'))
            : null,
        Job = new JobRequest
        {
            Title = run.Get(Title),
            GpuCount = run.Get(RunOptions.Gpus) ?? (run.Get(Gpu) is null ? null : 1),
            GpuName = run.Get(Gpu),
            MinVramGb = run.Get(Vram),
            CpuCount = run.Get(Cpus),
            MinRamGb = run.Get(Memory),
            MinStorageGb = run.Get(Disk),
        },
    };

    private static async Task<int> FollowAsync(CommandRun run, HeliostatClient client, JobResource job)
    {
        run.Terminal.Say($"Job {job.Uuid} is submitted. Ctrl-C stops watching; the job goes on.");
        job = await new JobFollower(client, run.Terminal) { UntilItRuns = true }
            .FollowAsync(job.Uuid, null, run.Cancellation);
        if (run.Get(Output) is { } folder)
        {
            using var download = new FolderDownload(client, job, folder.FullName);
            await download.FetchAsync(run.Cancellation);
            run.Terminal.Say($"{Words.Count(download.Count, "file")} in {folder.FullName}.");
        }

        return JobEnding.Print(run.Terminal, job);
    }
}
