using System.CommandLine;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Streams;

namespace Heliostat.Cli.Streams;

/// <summary>
/// <c>heliostat stream</c>, which is hidden: a port of a container over standard input and output, as <c>ssh</c> wants
/// it of a ProxyCommand.
/// </summary>
internal static class StreamCommand
{
    public const string Name = "stream";

    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Argument<int> Port = new("PORT") { Description = "The container's port." };

    private static readonly Option<Guid?> Run = StreamArguments.Run();

    public static Command Create() => new Command(Name, "Talk to a port of a job's container by standard input.")
    {
        Job, Port, Run,
    }.Does(RunAsync).Hide();

    private static async Task<int> RunAsync(CommandRun run)
    {
        using var client = run.Client();
        await using var stream = await client.Streams.OpenAsync(
            run.Get(Job), run.Get(Port), run.Get(Run), run.Cancellation);
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        var there = SendAsync(input, stream, run.Cancellation);
        try
        {
            await stream.CopyToAsync(output, StreamWords.BufferBytes, run.Cancellation);
            return ExitCodes.Ok;
        }
        catch (IOException error)
        {
            throw CliFailure.Failed(
                "stream-broken", error.Message, "The run may have ended: 'heliostat job show JOB'.");
        }
        finally
        {
            // Input that nobody will read any more may wait for ever; the process ends without it.
            _ = there.IsCompleted;
        }
    }

    private static async Task SendAsync(Stream input, ByteSocket stream, CancellationToken cancellation)
    {
        try
        {
            await input.CopyToAsync(stream, StreamWords.BufferBytes, cancellation);
            await stream.EndWritesAsync(cancellation);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other direction says why.
        }
    }
}
