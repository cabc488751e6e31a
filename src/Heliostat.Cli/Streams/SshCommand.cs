using System.CommandLine;
using System.Text.Json;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Streams;

/// <summary><c>heliostat ssh</c>.</summary>
internal static class SshCommand
{
    private static readonly int[] UsualPorts = [22, 2222];

    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Argument<string[]> Remote = new("COMMAND")
    {
        Description = "What to run there, after '--'; a shell when left out.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> User = new("--user", "-l")
    {
        Description = "Who logs in.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "duser",
    };

    private static readonly Option<int?> Port = JobArguments.WithBounds(
        new Option<int?>("--port", "-p")
        {
            Description = "The container's port. [default: 22 or 2222, whichever the job lists]",
            HelpName = "PORT",
        },
        1,
        ushort.MaxValue);

    private static readonly Option<FileInfo?> Identity = new("--identity", "-i")
    {
        Description = "The file of the private key, as ssh takes it.",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Forwards = new("--forward", "-L")
    {
        Description = "A port to forward, as ssh takes it, such as 9000:localhost:8888. May be given more than once.",
        HelpName = "SPEC",
    };

    private static readonly Option<Guid?> Run = StreamArguments.Run();

    public static Command Create() => new Command(
        "ssh",
        "Log in to a job's container with this machine's ssh, through the manager. The exit code is that of ssh.")
    {
        Job, Remote, User, Port, Identity, Forwards, Run,
    }.Does(RunAsync).Shows(
        "heliostat ssh JOB",
        "heliostat ssh JOB -i key -L 9000:localhost:8888",
        "heliostat ssh JOB -- nvidia-smi");

    private static async Task<int> RunAsync(CommandRun run)
    {
        var key = run.Key();
        var port = run.Get(Port);
        if (port is null)
        {
            using var client = run.Client();
            port = PortOf(await client.Jobs.GetAsync(run.Get(Job), run.Cancellation));
        }

        var session = new SshSession(run.Get(Job), port.Value, run.Get(User)!)
        {
            Run = run.Get(Run),
            Identity = run.Get(Identity)?.FullName,
            Forwards = run.Get(Forwards) ?? [],
            Command = run.Get(Remote),
        };
        return await session.RunAsync(key.Url, Path.GetFullPath(run.KeyFilePath()), run.Cancellation);
    }

    private static int PortOf(JobResource job)
    {
        var listed = job.Parameters.Parameters.TryGetProperty("ports", out var ports)
            && ports.ValueKind == JsonValueKind.Array
            ? ports.EnumerateArray().Select(port => port.GetInt32()).ToList()
            : [];
        return UsualPorts.Where(listed.Contains).Select(port => (int?)port).FirstOrDefault()
            ?? throw CliFailure.Failed(
                "ssh-port-unknown",
                "The job lists neither port 22 nor 2222.",
                "Name its port with --port, or submit it with port 22 in 'ports' and an image that runs sshd.");
    }
}
