using System.CommandLine;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Client.Streams;

namespace Heliostat.Cli.Streams;

/// <summary><c>heliostat port-forward</c>.</summary>
internal static class PortForwardCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Argument<ForwardedPort[]> Ports = new("PORT")
    {
        Description = "A port of the job's container, or LOCAL:PORT to listen on another port of this machine; LOCAL 0 "
            + "takes a free one. May be given more than once.",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ForwardedPort.Parse,
    };

    private static readonly Option<Guid?> Run = StreamArguments.Run();

    public static Command Create() => new Command(
        "port-forward",
        "Let ports of this machine's loopback lead to ports of a job's container, until Ctrl-C. Says 'Forwarding' and "
        + "the addresses once it is ready.")
    {
        Job, Ports, Run, InputEnd.Until,
    }.Does(RunAsync).Shows(
        "heliostat port-forward JOB 8888",
        "heliostat port-forward JOB 9000:8888 2222:22");

    private static async Task RunAsync(CommandRun run)
    {
        using var stop = InputEnd.Watch(run);
        using var client = run.Client();
        var job = run.Get(Job);
        await CheckAsync(client, job, stop.Token);
        var forwards = new List<PortForward>();
        try
        {
            foreach (var port in run.Get(Ports))
            {
                var forward = PortForward.Start(
                    port.Local,
                    cancellation => client.Streams.OpenAsync(job, port.Inner, run.Get(Run), cancellation),
                    error => run.Terminal.Warn($"{error.Message} ({error.Code})"));
                forwards.Add(forward);
                run.Terminal.Print($"Forwarding 127.0.0.1:{forward.LocalPort} to port {port.Inner} of job {job}");
            }

            await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It was asked to end, and does.
        }
        finally
        {
            foreach (var forward in forwards)
            {
                await forward.DisposeAsync();
            }
        }
    }

    // A wrong job or key is told at once, and not only to who connects.
    private static async Task CheckAsync(HeliostatClient client, Guid job, CancellationToken cancellation) =>
        _ = await client.Jobs.GetAsync(job, cancellation);
}
